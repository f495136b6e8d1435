/** Compiled only: what a check tells the compiler: the code of an error, the type of a stream and of a task. */
import { pipeline } from 'node:stream/promises';
import {
  type AnyPoolError,
  type CustomTransport,
  Pool,
  PoolError,
  task,
  type TypedDuplex,
  WorkerLostError,
} from 'manyhands';
import type { EngineError } from 'manyhands/cluster';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(isSame: Same<A, B>): void;

declare const pool: Pool;

export function codes(error: unknown): void {
  if (error instanceof PoolError && error.code === 'ERR_POOL_WORKER_LOST') {
    same<typeof error, WorkerLostError>(true);
    void error.exitCode;
  }
  if (error instanceof PoolError && error.code === 'ERR_POOL_ENGINE') {
    same<typeof error, EngineError>(true);
  }
  if (error instanceof WorkerLostError) same<typeof error.code, 'ERR_POOL_WORKER_LOST'>(true);
  // @ts-expect-error there is no such code
  if (error instanceof PoolError && error.code === 'ERR_POOL_NONE') return;
  // @ts-expect-error not every error of a pool has an exit code
  if (error instanceof PoolError) void error.exitCode;
}

export function everyCode(error: AnyPoolError): string {
  switch (error.code) {
    case 'ERR_POOL_WORKER_LOST':
      return String(error.signal);
    case 'ERR_POOL_ENGINE':
      return error.reason;
    default:
      return error.message;
  }
}

/** An error of one's own with that root is itself. */
export class Mine extends PoolError {
  readonly more = 1;
}
export function own(error: unknown): void {
  if (error instanceof Mine) same<typeof error, Mine>(true);
}

export async function streams(source: Generator<number>, sink: NodeJS.WritableStream) {
  const through = pool.through(async (x: number) => [x]);
  same<typeof through, TypedDuplex<number, number[]>>(true);
  for await (const result of through) same<typeof result, number[]>(true);
  same<number[][], Awaited<ReturnType<typeof through.toArray>>>(true);
  through.on('data', (result) => same<typeof result, number[]>(true));
  through.on('error', (error) => same<typeof error, Error>(true));
  through.write(1);
  through.end(2, () => {});
  // @ts-expect-error what is written are numbers
  through.write('a');
  // @ts-expect-error what is written are numbers
  through.end('a');
  // @ts-expect-error it is a stream, and no function
  through(source);

  await pipeline(source, through, sink);
  await pipeline(
    source,
    through,
    pool.through((list: number[]) => list.length),
    sink,
  );
  await pipeline(source, through, async (lists: AsyncIterable<number[]>) => {
    for await (const list of lists) void list.length;
  });
  through.pipe(sink);
}

export async function untypedTasks(): Promise<void> {
  const untyped = task(import.meta.url, 'x');
  void pool.apply(untyped);
  void pool.apply(untyped, [1, 'a']);
  void pool.map(untyped, [1]);
  void pool.starmap(untyped, [[1, 'a']]);
  // @ts-expect-error nothing is known of the result
  const wrong: number = await pool.apply(untyped, [1]);
  void wrong;
  const typed: number = await pool.apply(task<(x: number) => number>(import.meta.url, 'x'), [1]);
  void typed;
  // @ts-expect-error the module has no such export
  void task<typeof import('manyhands'), 'none'>(import.meta.url, 'none');
  // @ts-expect-error the argument is a number
  void pool.map(task<(x: number) => number>(import.meta.url, 'x'), ['a']);
}

export function transports(transport: CustomTransport): void {
  new Pool({ transport });
  // @ts-expect-error a transport opens channels
  new Pool({ transport: { name: 'process' } });
}
