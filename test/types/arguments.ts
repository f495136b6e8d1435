/** Compiled only: a call has the arguments its function needs, and a pool those its initializer needs. */
import { type AnyPool, type AsyncResult, Pool, type PoolOptions, ThreadPool } from 'manyhands';
import { ClusterPool } from 'manyhands/cluster';

/** `true` if the two types are the same, both ways; otherwise the call below does not compile. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(isSame: Same<A, B>): void;

declare const pool: Pool;

function join(a: string, b: number): string {
  return `${a}${b}`;
}
function optional(a?: number): number {
  return a ?? 0;
}
function oneAndMore(a: string, ...more: number[]): number {
  return a.length + more.length;
}
function identity<T>(value: T): T {
  return value;
}
function overloaded(a: string): string;
function overloaded(a: number, b: number): number;
function overloaded(a: string | number, b?: number): string | number {
  return b ?? a;
}

/** What needs nothing can be called with nothing, and with all it takes. */
export function optionalArguments(): void {
  void pool.apply(() => 1);
  void pool.apply(() => 1, []);
  void pool.apply(() => 1, [], { timeout: 5 });
  void pool.apply(optional);
  void pool.apply(optional, [1]);
  void pool.apply(optional, undefined as never, { timeout: 5 });
  void pool.apply(oneAndMore, ['a']);
  void pool.apply(oneAndMore, ['a', 1, 2]);
  void pool.applyAsync(optional);
  void pool.applyAsync(optional, [1], { callback: (value) => same<typeof value, number>(true) });
}

export function missingArguments(): void {
  // @ts-expect-error join needs two arguments
  void pool.apply(join);
  // @ts-expect-error join needs two arguments
  void pool.apply(join, []);
  // @ts-expect-error join needs two arguments
  void pool.apply(join, ['a']);
  // @ts-expect-error join needs two arguments
  void pool.applyAsync(join);
  // @ts-expect-error join needs two arguments
  void pool.applyAsync(join, ['a'], { timeout: 5 });
  // @ts-expect-error an argument is needed before the rest
  void pool.apply(oneAndMore);
  // @ts-expect-error the rest are numbers
  void pool.apply(oneAndMore, ['a', 'b']);
  // @ts-expect-error a function without parameters takes no arguments
  void pool.apply(() => 1, [1]);
  // @ts-expect-error map gives one argument
  void pool.map(join, ['a']);
}

/** Arguments type a function written in place; type arguments can be given; generic functions stay so. */
export function inference(): void {
  const inPlace = pool.apply((text, n) => text.length + n, ['a', 1]);
  same<typeof inPlace, Promise<number>>(true);

  const explicit = pool.apply<[string, number], string>(join, ['a', 1]);
  same<typeof explicit, Promise<string>>(true);

  const nullary = pool.applyAsync<Promise<number>>(async () => 1);
  same<typeof nullary, AsyncResult<number>>(true);

  const generic = pool.apply(identity, [{ a: 1 }]);
  same<typeof generic, Promise<{ a: number }>>(true);

  const last = pool.apply(overloaded, [1, 2]); // of overloads the compiler looks at the last
  same<typeof last, Promise<number>>(true);
}

/** Generic code around a pool, of any kind. */
export async function mapAll<T, R>(
  anyPool: AnyPool,
  fn: (x: T) => R,
  xs: T[],
): Promise<Awaited<R>[]> {
  return await anyPool.map(fn, xs);
}
export async function run<A extends readonly unknown[], R>(
  anyPool: AnyPool,
  fn: (...args: A) => R,
  args: A,
): Promise<Awaited<R>> {
  return await anyPool.apply(fn, args);
}
export async function first<T, R>(
  anyPool: AnyPool,
  fn: (x: T) => R,
  xs: T[],
): Promise<Awaited<R>[]> {
  const results: Awaited<R>[] = [];
  for await (const result of anyPool.imap(fn, xs)) results.push(result);
  return results;
}

/** What all pools are. */
export function anyPools(): readonly AnyPool[] {
  return [new Pool(), new ThreadPool(), new ClusterPool({ server: 'nats://127.0.0.1:4222' })];
}

export function initializers(options: PoolOptions, maybe: (() => void) | undefined): void {
  new Pool({ initializer: join, initArgs: ['a', 1] });
  new Pool({ initializer: join, initArgs: ['a', 1] as const });
  new Pool({ initializer: (a, b) => a.length + b, initArgs: ['a', 1] });
  new Pool({ initializer: optional });
  new Pool({ initializer: optional, initArgs: [] });
  new Pool({ initializer: optional, initArgs: [1] });
  new Pool({ initializer: oneAndMore, initArgs: ['a', 1, 2, 3] });
  new Pool({ initializer: maybe, workers: 2 });
  new Pool({ ...options, workers: 2 });
  new ThreadPool({ initializer: join, initArgs: ['a', 1] });
  new ClusterPool({ initializer: join, initArgs: ['a', 1] });
}

export function badInitializers(): void {
  // @ts-expect-error join needs two arguments
  new Pool({ initializer: join });
  // @ts-expect-error join needs two arguments
  new Pool({ initializer: join, initArgs: [] });
  // @ts-expect-error join needs two arguments
  new Pool({ initializer: join, initArgs: ['a'] });
  // @ts-expect-error the second is a number
  new Pool({ initializer: join, initArgs: ['a', 'b'] });
  // @ts-expect-error there is one argument too many
  new Pool({ initializer: join, initArgs: ['a', 1, 2] });
  // @ts-expect-error the initializer takes no arguments
  new Pool({ initializer: () => 1, initArgs: [1] });
  // @ts-expect-error join needs two arguments
  new ThreadPool({ initializer: join });
  // @ts-expect-error the second is a number
  new ThreadPool({ initializer: join, initArgs: ['a', 'b'] });
  // @ts-expect-error join needs two arguments
  new ClusterPool({ initializer: join });
}

/** A pool of one's own is a pool, and is asked for as one. */
export class Mine extends Pool {
  constructor(options: PoolOptions) {
    super({ ...options, workers: 2 });
  }

  describe(): string {
    return `${this.options.workers} workers, ${this.state}`;
  }
}
export function isPool(value: unknown): number {
  return value instanceof Pool ? value.options.workers : 0;
}
