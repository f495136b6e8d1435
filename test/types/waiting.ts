/** Compiled only: waiting takes the same everywhere, and an AsyncResult has what a promise has. */
import { AsyncResult, type Pool, ResultIterator, type WaitOptions } from 'manyhands';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(isSame: Same<A, B>): void;

export async function waits(
  pool: Pool,
  result: AsyncResult<number>,
  iterator: ResultIterator<string>,
): Promise<void> {
  const options: WaitOptions = { timeout: 5, signal: AbortSignal.timeout(5) };
  for (const wait of [undefined, 5, {}, { timeout: 5 }, { signal: undefined }, options]) {
    await Promise.all([result.get(wait), result.wait(wait), iterator.next(wait)]);
    await Promise.all([pool.join(wait), pool.ready(wait)]);
  }
}

export async function badWaits(pool: Pool, result: AsyncResult<number>): Promise<void> {
  // @ts-expect-error a time is a number
  await result.get('5');
  // @ts-expect-error the option is called timeout
  await result.wait({ timeOut: 5 });
  // @ts-expect-error a signal is an AbortSignal
  await pool.join({ signal: new AbortController() });
  // @ts-expect-error a signal comes in options
  await pool.ready(AbortSignal.timeout(5));
}

export async function asAPromise(result: AsyncResult<number>): Promise<void> {
  const thenned = result.then(String, () => null);
  same<typeof thenned, Promise<string | null>>(true);
  const caught = result.catch(() => 'none');
  same<typeof caught, Promise<number | string>>(true);
  const last = result.finally(() => {});
  same<typeof last, Promise<number>>(true);
  const plain: Promise<number> = result;
  await plain;
}

/** Pools make results; others can ask whether something is one. */
export function made(value: unknown): void {
  // @ts-expect-error only a pool makes it
  new AsyncResult();
  // @ts-expect-error only a pool makes it
  new ResultIterator();
  if (value instanceof AsyncResult) void value.ready();
  if (value instanceof ResultIterator) void value.return();
}
