/** What `work` gives, and how long it took. */
export async function timed<T>(work: () => PromiseLike<T> | T): Promise<[value: T, ms: number]> {
  const start = performance.now();
  const value = await work();
  return [value, performance.now() - start];
}

/**
 * As `timed`, after the same work has been done `times` times before: what is measured then is not how
 * long a just-in-time compiler takes to get going. `--cold` leaves that out. What `prepare` makes for
 * each of them costs nothing.
 */
export async function rehearsed<T, P = undefined>(
  times: number,
  work: (prepared: P) => PromiseLike<T> | T,
  prepare: () => P = () => undefined as P,
): Promise<[value: T, ms: number]> {
  for (let i = 0; i < times; i += 1) await work(prepare());
  const prepared = prepare();
  return await timed(() => work(prepared));
}
