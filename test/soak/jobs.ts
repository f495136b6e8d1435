/** The calls a soak makes: each kind enters its tasks, makes the call, and enters every outcome it sees. */
import type { AsyncResult, Pool } from 'manyhands';
import type { Random } from './random.ts';
import * as tasks from './tasks.ts';
import type { Item } from './tasks.ts';
import { type Entry, judge, nameOf } from './verdict.ts';

/** What a job needs: chance, and where to enter its tasks. */
export interface Book {
  readonly random: Random;
  readonly ledger: string;
  enter(what: string, runs: number): Entry;
}

/** Makes one call, or several that belong together, and settles when all is settled. */
export type Job = (pool: Pool, book: Book) => Promise<void>;

const QUICK = ['work', 'workSlowly', 'workHard'] as const;
const SINGLE = [...QUICK, 'workOrThrow', 'exit', 'fillHeap', 'throwLate', 'unsendable'] as const;
const ENDLESS = ['hang', 'loop'] as const;

const retriesOf = (random: Random): number => random.pick([0, 0, 0, 1, 4]);
const itemOf = (book: Book, { id }: Entry): Item => [book.ledger, id];

async function settle(entry: Entry, promise: PromiseLike<unknown>): Promise<void> {
  await promise.then(
    (value) => entry.outcomes.push(judge(entry.id, value)),
    (error: unknown) => entry.outcomes.push(nameOf(error)),
  );
}

const applyOne: Job = async (pool, book) => {
  const what = book.random.pick(SINGLE);
  const retries = retriesOf(book.random);
  const entry = book.enter(what, 1 + retries);
  await settle(entry, pool.apply(tasks[what] as tasks.AnyTask, [itemOf(book, entry)], { retries }));
};

/** Callbacks count as outcomes would: each call has one of them, once, and `get` says the same. */
const applyWithCallbacks: Job = async (pool, book) => {
  const what = book.random.pick(SINGLE);
  const entry = book.enter(what, 1);
  const result: AsyncResult<unknown> = pool.applyAsync(
    tasks[what] as tasks.AnyTask,
    [itemOf(book, entry)],
    {
      callback: (value) => void entry.outcomes.push(judge(entry.id, value)),
      errorCallback: (error) => void entry.outcomes.push(nameOf(error)),
    },
  );
  await result.wait();
};

const applyLarge: Job = async (pool, book) => {
  const entry = book.enter('large', 1);
  await settle(
    entry,
    pool
      .apply(tasks.large, [itemOf(book, entry)])
      .then((text) =>
        text === String(entry.id).repeat(100_000) ? tasks.expected(entry.id) : text,
      ),
  );
};

const applyEndless: Job = async (pool, book) => {
  const what = book.random.pick(ENDLESS);
  const entry = book.enter(what, 1);
  const timeout = book.random.integer(1, 30);
  await settle(entry, pool.apply(tasks[what], [itemOf(book, entry)], { timeout }));
};

/** Several calls on one signal, which aborts at some time: before, while or after they run. */
const abortSome: Job = async (pool, book) => {
  const controller = new AbortController();
  const { signal } = controller;
  const settling = Array.from({ length: book.random.integer(1, 6) }, async () => {
    const entry = book.enter(book.random.pick(QUICK), 1);
    await settle(entry, pool.apply(tasks[entry.what as 'work'], [itemOf(book, entry)], { signal }));
  });
  for (let turns = book.random.integer(0, 20); turns > 0; turns -= 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  controller.abort('aborted');
  await Promise.all(settling);
};

/** All or nothing: one outcome for all its tasks. */
const mapAll: Job = async (pool, book) => {
  const { random } = book;
  const retries = retriesOf(random);
  const what = random.pick([...QUICK, 'workOrThrow'] as const);
  const entries = Array.from({ length: random.integer(0, 40) }, () =>
    book.enter(what, 1 + retries),
  );
  const chunkSize = random.pick([1, 2, 7, 'auto'] as const);
  const items = entries.map((entry) => itemOf(book, entry));
  const outcomes = await pool
    .map(tasks[what] as (item: Item) => unknown, items, { chunkSize, retries })
    .then(
      (values) => entries.map(({ id }, i) => judge(id, values[i])),
      (error: unknown) => entries.map(() => nameOf(error)),
    );
  entries.forEach((entry, i) => entry.outcomes.push(outcomes[i] ?? 'none'));
};

/** An outcome per item, in order. */
const streamAll: Job = async (pool, book) => {
  const { random } = book;
  const what = random.pick([...QUICK, 'workOrThrow'] as const);
  const retries = retriesOf(random);
  const entries: Entry[] = [];
  const count = random.integer(0, 40);
  function* source(): Generator<Item> {
    for (let i = 0; i < count; i += 1) {
      const entry = book.enter(what, 1 + retries);
      entries.push(entry);
      yield itemOf(book, entry);
    }
  }
  const options = {
    chunkSize: random.pick([1, 3, 'auto'] as const),
    bufferSize: random.integer(1, 20),
    retries,
  };
  const results = pool.imap(tasks[what] as (item: Item) => unknown, source(), options);
  for (let at = 0; ; at += 1) {
    const next = await results.next().catch((error: unknown) => ({ error }));
    const entry = entries[at];
    if ('error' in next) {
      if (entry === undefined) return; // terminated before its first item was read
      entry.outcomes.push(nameOf(next.error));
      // What ends the whole stream is the outcome of all that is left.
      if (nameOf(next.error) === 'ERR_POOL_TERMINATED') {
        for (const left of entries.slice(at + 1)) left.outcomes.push('ERR_POOL_TERMINATED');
        return;
      }
    } else if (next.done === true) return;
    else entry?.outcomes.push(judge(entry.id, next.value));
  }
};

/** Leaves a stream early: what is not read has no outcome, and needs none. */
const leaveStream: Job = async (pool, book) => {
  const { random, ledger } = book;
  const items = Array.from({ length: 30 }, (): Item => [ledger, -1]);
  const results = pool.imapUnordered(tasks.work, items, { chunkSize: random.integer(1, 4) });
  for (let left = random.integer(0, 5); left > 0; left -= 1) await results.next().catch(() => {});
  await results.return();
};

export const JOBS: readonly Job[] = [
  applyOne,
  applyOne,
  applyWithCallbacks,
  applyLarge,
  applyEndless,
  abortSome,
  mapAll,
  streamAll,
  leaveStream,
];
