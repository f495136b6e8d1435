/** Calls of all kinds at once, by chance, for those who count what becomes of their items. */
import type { Pool } from 'manyhands';
import type { Random } from '../soak/random.ts';
import { endAs, endAtOnce, type Ending } from './counted-tasks.ts';

/** Long enough that no task is late for the machine's sake, short enough for a test that waits for it. */
export const TIMEOUT_MS = 1000;

export interface Setting {
  readonly pool: Pool;
  readonly random: Random;
  /** What items come to. */
  readonly endings: readonly Ending[];
  /** Calls may be cancelled, and broken off, before they are done. */
  readonly mayBeCancelled: boolean;
}

/** One call. Its items are counted in `submitted` as they are read. */
type Call = (setting: Setting, items: readonly Ending[], submitted: { count: number }) => unknown;

const CALLS: readonly Call[] = [
  ({ pool, random }, items, submitted) => {
    const quick = withoutLong(items);
    submitted.count += quick.length;
    return pool.map(endAtOnce, quick, { retries: random.integer(0, 1) });
  },
  ({ pool, random, mayBeCancelled }, items, submitted) => {
    submitted.count += items.length;
    const result = pool.mapAsync(endAs, items, { chunkSize: 4, timeout: TIMEOUT_MS });
    if (mayBeCancelled && random.chance(0.5))
      setTimeout(() => result.cancel(), random.integer(0, 40));
    return result.wait();
  },
  ({ pool, random, mayBeCancelled }, items, submitted) => {
    const results = pool.imapUnordered(endAs, counted(items, submitted));
    return mayBeCancelled ? readSome(results, random.integer(0, 20)) : readAll(results);
  },
  ({ pool }, items, submitted) =>
    readAll(pool.imap(endAtOnce, counted(items, submitted), { chunkSize: 3, bufferSize: 10 })),
  async ({ pool }, items, submitted) => {
    const quick = withoutLong(items);
    submitted.count += quick.length;
    await Promise.allSettled(quick.map((item) => pool.apply(endAs, [item], { retries: 1 })));
  },
  ({ pool, random }, items, submitted) => {
    const options = { chunkSize: random.integer(1, 5), retries: random.integer(0, 1) };
    return pool.from(counted(items, submitted), options).map(endAtOnce).toArray();
  },
  ({ pool, random }, items, submitted) => {
    const chain = pool.from(counted(items, submitted), { chunkSize: 2 }).map(endAtOnce);
    return random.chance(0.5) ? chain.count() : chain.some((value) => value > 1);
  },
  ({ pool }, items, submitted) =>
    readAll(pool.imap(endAfterOne, counted(items, submitted), { flat: true })),
  ({ pool }, items, submitted) => {
    submitted.count += 1;
    return readAll(pool.stream(endAfterOne, [items[0] ?? 'done']));
  },
];

/** Makes some of them, and some at the same time. Returns how many items they have submitted, once they are over. */
export async function makeCalls(setting: Setting): Promise<number> {
  const { random, endings } = setting;
  const submitted = { count: 0 };
  const calls: unknown[] = [];
  for (let call = 0; call < 6; call += 1) {
    const items = Array.from({ length: random.integer(1, 30) }, () => random.pick(endings));
    calls.push(random.pick(CALLS)(setting, items, submitted));
    if (random.chance(0.2)) await Promise.allSettled(calls);
  }
  await Promise.allSettled(calls);
  return submitted.count;
}

export async function readAll(results: AsyncIterator<unknown>): Promise<void> {
  for (let isOver: boolean | undefined = false; isOver !== true; )
    isOver = await results.next().then(
      ({ done }) => done,
      () => false,
    );
}

async function readSome(results: AsyncIterator<unknown>, most: number): Promise<void> {
  for (let count = 0; count < most; count += 1) await results.next().catch(() => {});
  await results.return?.();
}

function* endAfterOne(ending: Ending): Generator<number> {
  yield 0;
  yield endAtOnce(ending);
}

/** For calls without a time limit. */
function withoutLong(items: readonly Ending[]): Ending[] {
  return items.filter((item) => item !== 'timedOut');
}

function* counted(items: readonly Ending[], submitted: { count: number }): Generator<Ending> {
  for (const item of withoutLong(items)) {
    submitted.count += 1;
    yield item;
  }
}
