/** What `work` gives, and how long it took. */
export async function timed<T>(work: () => PromiseLike<T> | T): Promise<[value: T, ms: number]> {
  const start = performance.now();
  const value = await work();
  return [value, performance.now() - start];
}
