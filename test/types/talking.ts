/** Compiled only: what is read of generators, what listeners may take, what is refused. */
import { type ClusterPool } from 'manyhands/cluster';
import {
  type AnyPool,
  currentWorker,
  type Flat,
  type Pool,
  report,
  type ReportSource,
  type ResultIterator,
} from 'manyhands';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(isSame: Same<A, B>): void;

declare const pool: Pool;
declare function numbers(upTo: number): Generator<number, string>;
declare function texts(): AsyncGenerator<string>;
declare function eventually(): Promise<Generator<Promise<Date>>>;
declare function list(): string[];

export function reads(any: AnyPool | ClusterPool): void {
  const stream = pool.stream(numbers, [3]);
  same<typeof stream, ResultIterator<number>>(true);
  const later = any.stream(texts);
  same<typeof later, ResultIterator<string>>(true);
  const awaited = pool.stream(eventually, [], { bufferSize: 2, timeout: 5, retries: 1 });
  same<typeof awaited, ResultIterator<Date>>(true);
  const one = pool.stream(list);
  same<typeof one, ResultIterator<string[]>>(true);
  same<Flat<Set<number>>, Set<number>>(true);
  same<Flat<IterableIterator<number> | null>, number | null>(true);
}

export function flat(): void {
  const each = pool.imap(numbers, [1, 2], { flat: true });
  same<typeof each, ResultIterator<number>>(true);
  const unordered = pool.istarmapUnordered(numbers, [[1]] as const, { flat: true, chunkSize: 2 });
  same<typeof unordered, ResultIterator<number>>(true);
  const whole = pool.imap(list, [1], { bufferSize: 4 });
  same<typeof whole, ResultIterator<string[]>>(true);
  const not = pool.imap(list, [1], { flat: false });
  same<typeof not, ResultIterator<string[]>>(true);
}

export async function broadcasts(): Promise<void> {
  const pids = await pool.broadcast(() => process.pid);
  same<typeof pids, number[]>(true);
  const lengths = await pool.broadcast(async (text: string) => text.length, ['a'], {
    replay: true,
  });
  same<typeof lengths, number[]>(true);
}

export async function listens(): Promise<void> {
  const onReport = (value: { row: number }, source: ReportSource): number =>
    value.row + source.index;
  await pool.map(numbers, [1], { onReport });
  await pool.apply(list, [], { onReport: (value, { worker }) => console.log(value, worker) });
  const { signal } = currentWorker() ?? {};
  same<typeof signal, AbortSignal | undefined>(true);
  report({ row: 1 });
}

export async function refused(): Promise<void> {
  // @ts-expect-error it takes a number
  pool.stream(numbers, ['3']);
  // @ts-expect-error it needs its argument
  pool.stream(numbers);
  // @ts-expect-error that is an option of imap
  pool.stream(texts, [], { chunkSize: 2 });
  // @ts-expect-error it is yes or no
  pool.imap(numbers, [1], { flat: 'yes' });
  // @ts-expect-error only what has one iterator can be flat
  await pool.map(numbers, [1], { flat: true });
  // @ts-expect-error it runs once in each worker, whatever is lost
  await pool.broadcast(list, [], { retries: 1 });
}
