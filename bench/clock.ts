import { pageFaults } from './harness/page-faults.ts';

/** What `work` gives, and how long it took. */
export async function timed<T>(work: () => PromiseLike<T> | T): Promise<[value: T, ms: number]> {
  const start = performance.now();
  const value = await work();
  return [value, performance.now() - start];
}

/**
 * As `timed`, after the same work has been done `times` times before: what is measured then is not how
 * long a just-in-time compiler takes to get going. `--cold` leaves that out. `prepare` runs
 * before each of them, and costs nothing. The page faults are those of the last time.
 */
export async function rehearsed<T>(
  times: number,
  work: () => PromiseLike<T> | T,
  prepare: () => void = () => {},
): Promise<[value: T, ms: number, faults: number]> {
  for (let i = 0; i < times; i += 1) {
    prepare();
    await work();
  }
  prepare();
  const before = pageFaults();
  const [value, ms] = await timed(work);
  return [value, ms, pageFaults() - before];
}
