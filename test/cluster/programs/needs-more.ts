/** Tasks in a module that can only be loaded where nothing is missing. */
if (process.env['WITHOUT'] === 'module') throw new Error('a dependency is not installed');

export async function square(x: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 2));
  return x * x;
}

export function openDatabase(): void {
  if (process.env['WITHOUT'] === 'database') throw new Error('no database here');
}

/** Of which some hosts have another version. */
export const cube: (x: number) => Promise<number> =
  process.env['WITHOUT'] === 'version' ? async (x) => x ** 3 + 0 : async (x) => x ** 3;

/** The name of the host, if that has told its workers. */
export async function whereabouts(_: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return process.env['WITHOUT'] ?? '';
}
