/** Where the same object is, among those of one value. */
export function sharing(value: unknown): string {
  const known = new Map<unknown, string>();
  const lines: string[] = [];
  const walk = (one: unknown, path: string): void => {
    if (typeof one !== 'object' || one === null) return;
    const before = known.get(one);
    if (before !== undefined) lines.push(`${path} is ${before}`);
    known.set(one, before ?? path);
    if (before === undefined)
      for (const [key, each] of Object.entries(one)) walk(each, `${path}.${key}`);
  };
  walk(value, '');
  return lines.join();
}
