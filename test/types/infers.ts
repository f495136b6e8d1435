/** Compiled only: what the public methods infer from the function and the items they are given. */
import {
  type AsyncResult,
  type CurrentWorker,
  currentWorker,
  type Moved,
  move,
  Pool,
  type PoolOptions,
  type ResultIterator,
  task,
  ThreadPool,
  type WorkerInfo,
} from 'manyhands';

/** `true` if the two types are the same, both ways; otherwise the call below does not compile. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(isSame: Same<A, B>): void;

declare const pool: Pool;

function square(x: number): number {
  return x * x;
}
async function load(url: string): Promise<{ status: number }> {
  return { status: url.length };
}
function join(a: string, b: number, c?: boolean): string {
  return `${a}${b}${c}`;
}
function first<T>(list: readonly T[]): T | undefined {
  return list[0];
}

/** What was moved comes out of its marker. */
export function movedResults(): void {
  const bytes = (length: number): Moved<Uint8Array> => move(new Uint8Array(length));
  const mapped = pool.map(bytes, [1, 2]);
  same<typeof mapped, Promise<Uint8Array[]>>(true);

  const maybe = async (x: number): Promise<Moved<ArrayBuffer> | string> =>
    x > 0 ? move(new ArrayBuffer(x)) : 'none';
  const streamed = pool.imap(maybe, [1, 2]);
  same<typeof streamed, ResultIterator<ArrayBuffer | string>>(true);

  const inferred = pool.applyAsync(() => move({ pixels: new Float64Array(2) }));
  same<typeof inferred, AsyncResult<{ pixels: Float64Array<ArrayBuffer> }>>(true);

  const anything = pool.apply((x: any): any => x, [1]); // oxlint-disable-line no-explicit-any -- the case
  same<typeof anything, Promise<any>>(true); // oxlint-disable-line no-explicit-any -- the case
}

/** Results are what the function returns, awaited. */
export function results(): void {
  const mapped = pool.map(square, [1, 2]);
  same<typeof mapped, Promise<number[]>>(true);

  const loaded = pool.map(load, ['a']);
  same<typeof loaded, Promise<{ status: number }[]>>(true);

  const applied = pool.apply(load, ['a']);
  same<typeof applied, Promise<{ status: number }>>(true);

  const nothing = pool.apply(() => {});
  same<typeof nothing, Promise<void>>(true);

  const nested = pool.apply(async () => Promise.resolve(Promise.resolve(1)));
  same<typeof nested, Promise<number>>(true);

  const thenable = pool.apply((): PromiseLike<bigint> => Promise.resolve(1n));
  same<typeof thenable, Promise<bigint>>(true);

  const starred = pool.starmap(join, [
    ['a', 1],
    ['b', 2, true],
  ]);
  same<typeof starred, Promise<string[]>>(true);
}

/** The other forms of each call wrap the same results. */
export function forms(): void {
  const later = pool.applyAsync(load, ['a']);
  same<typeof later, AsyncResult<{ status: number }>>(true);

  const laterMapped = pool.mapAsync(square, [1]);
  same<typeof laterMapped, AsyncResult<number[]>>(true);

  const laterStarred = pool.starmapAsync(join, [['a', 1]]);
  same<typeof laterStarred, AsyncResult<string[]>>(true);

  const streamed = pool.imap(load, ['a']);
  same<typeof streamed, ResultIterator<{ status: number }>>(true);

  const unordered = pool.istarmapUnordered(join, [['a', 1]]);
  same<typeof unordered, ResultIterator<string>>(true);
}

/** The items decide the argument of a function written in place. */
export function inPlace(): void {
  const lengths = pool.map((text) => text.length, ['a', 'b']);
  same<typeof lengths, Promise<number[]>>(true);

  const fromSet = pool.map((n) => n + 1n, new Set([1n]));
  same<typeof fromSet, Promise<bigint[]>>(true);

  const entries = pool.map(([key, value]) => `${key}${value}`, new Map([['a', 1]]));
  same<typeof entries, Promise<string[]>>(true);

  const bytes = pool.map((byte) => byte > 7, Uint8Array.of(1));
  same<typeof bytes, Promise<boolean[]>>(true);

  const letters = pool.map((letter) => letter.toUpperCase(), 'abc');
  same<typeof letters, Promise<string[]>>(true);

  const streamed = pool.map((n) => [n], numbers());
  same<typeof streamed, Promise<number[][]>>(true);
}

async function* numbers(): AsyncGenerator<number> {
  yield 1;
}

/** Readonly lists and tuples are as good as any. */
export function readonlyInputs(
  items: readonly number[],
  tuples: readonly (readonly [string, number])[],
): void {
  void pool.map(square, items);
  void pool.starmap(join, tuples);
  void pool.apply(join, ['a', 1] as const);
  void pool.map(first, [[1, 2], [3]]);
}

/** Callbacks are told what `get` resolves to. */
export function callbacks(): void {
  void pool.applyAsync(load, ['a'], {
    callback: (value) => same<typeof value, { status: number }>(true),
  });
  void pool.mapAsync(square, [1], { callback: (values) => same<typeof values, number[]>(true) });
  void pool.mapAsync(square, [1], { errorCallback: (error) => same<typeof error, unknown>(true) });
}

/** An AsyncResult can be awaited, waited for and asked. */
export async function asyncResult(result: AsyncResult<number>): Promise<void> {
  same<Awaited<AsyncResult<number>>, number>(true);
  const value = await result.get(5);
  same<typeof value, number>(true);
  const waited = await result.wait();
  same<typeof waited, void>(true);
  const [ready, successful] = [result.ready(), result.successful()];
  same<typeof ready, boolean>(true);
  same<typeof successful, boolean>(true);
}

/** `for await` gives results; `next` takes a time. */
export async function iterator(results: ResultIterator<string>): Promise<void> {
  for await (const result of results) same<typeof result, string>(true);
  const { value } = await results.next(5);
  same<typeof value, string | undefined>(true);
}

/** A named task has the type of the export. */
export function tasks(): void {
  const double = task<(x: number) => number>(import.meta.url, 'double');
  const doubled = pool.map(double, [1]);
  same<typeof doubled, Promise<number[]>>(true);

  const cpus = pool.apply(task<typeof import('manyhands'), 'cpuCount'>('manyhands:x', 'cpuCount'));
  same<typeof cpus, Promise<number>>(true);
}

/** What describes a pool and its workers. */
export function descriptions(): void {
  same<Pool['state'], 'running' | 'closed' | 'terminated'>(true);
  same<Pool['workers'], readonly WorkerInfo[]>(true);
  const here = currentWorker();
  same<typeof here, CurrentWorker | undefined>(true);
}

/** All ways to make a pool; options may be `undefined`, which means their default. */
export async function construction(
  workers: number | undefined,
  options: PoolOptions,
): Promise<void> {
  new Pool();
  new Pool(4);
  new Pool(options);
  new Pool({ workers, name: undefined });
  new Pool({ initializer: join, initArgs: ['a', 1] });
  new ThreadPool({ workers: 2, resourceLimits: { stackSizeMb: 4 } });
  await using disposed = new ThreadPool(2);
  same<typeof disposed, ThreadPool>(true);
}
