/**
 * Everything public that takes something: what is called, on what, with what. `places` puts another value in place of each
 * argument, of each element and option in it, and of what is thrown, yielded or returned by the functions in it.
 *
 * `hostile-calls.test.ts` compares this with what the packages really export: nothing can be left out.
 */
import { Thread, actor, type Pool } from 'manyhands';
import * as root from 'manyhands';
import { Barrier, Condition, Event, Lock, Queue, Semaphore, pipe, serve } from 'manyhands/shared';
import * as shared from 'manyhands/shared';

/** Stands for the last argument of a call that takes options: each of them has its turn. */
export const OPTIONS: unique symbol = Symbol('options');

export interface Call {
  /** Calls it. What comes of it is told by `settled`. */
  readonly with: (args: readonly unknown[], pool: Pool) => unknown;
  readonly args: readonly unknown[];
  /** Its items are read bit by bit, after the call. */
  readonly isLazy?: boolean;
  /** Options that it always has. */
  readonly base?: object;
  /** Starts a worker for each call. */
  readonly isHeavy?: boolean;
}

type Loose = (...args: readonly unknown[]) => unknown;

const double = (x: number): number => 2 * x;
const add = (a: number, b: number): number => a + b;
function* countTo(n: number): Generator<number> {
  for (let i = 0; i < n; i += 1) yield i;
}

/** A call of a method of an object, with arguments that need not be right. */
function call(object: object, method: PropertyKey, args: readonly unknown[]): unknown {
  return (Reflect.get(object, method) as Loose).apply(object, [...args]);
}

function make(type: unknown, args: readonly unknown[]): unknown {
  return new (type as new (...given: readonly unknown[]) => unknown)(...args);
}

function onPool(
  method: string,
  args: readonly unknown[],
  more: Partial<Call> = {},
): [string, Call] {
  return [`Pool.${method}`, { with: (given, pool) => call(pool, method, given), args, ...more }];
}

/** Calls it on a pool of its own, which it may end or change. */
function onSpare(method: string, args: readonly unknown[]): [string, Call] {
  const spare = async (given: readonly unknown[]): Promise<void> => {
    await using pool = new root.Pool({ workers: 1, transport: 'inline' });
    if (method === 'join') pool.close();
    await call(pool, method, given);
  };
  return [`Pool.${method}`, { with: spare, args }];
}

const NUMBERS = [1, 2, 3];
const PAIRS = [[1, 2]];
const LAZY = { isLazy: true };
const HEAVY = { isHeavy: true };
const INLINE = { base: { workers: 1, transport: 'inline' }, ...HEAVY };

const POOL: [string, Call][] = [
  ['new Pool', { with: async (args) => await startPool(args), args: [OPTIONS], ...INLINE }],
  onPool('apply', [double, [1], OPTIONS]),
  onPool('applyAsync', [double, [1], OPTIONS]),
  onPool('map', [double, NUMBERS, OPTIONS]),
  onPool('mapAsync', [double, NUMBERS, OPTIONS]),
  onPool('starmap', [add, PAIRS, OPTIONS]),
  onPool('starmapAsync', [add, PAIRS, OPTIONS]),
  onPool('imap', [double, NUMBERS, OPTIONS], LAZY),
  onPool('imapUnordered', [double, NUMBERS, OPTIONS], LAZY),
  onPool('istarmap', [add, PAIRS, OPTIONS], LAZY),
  onPool('istarmapUnordered', [add, PAIRS, OPTIONS], LAZY),
  onPool('stream', [countTo, [2], OPTIONS]),
  onPool('through', [double, OPTIONS], LAZY),
  onPool('broadcast', [double, [1], OPTIONS]),
  onPool('from', [NUMBERS, OPTIONS], LAZY),
  onPool('drained', [OPTIONS]),
  onPool('ready', [OPTIONS]),
  onSpare('join', [OPTIONS]),
  onPool('cancelPending', [new Error('no more')]),
  onSpare('resize', [1]),
  onSpare('close', [OPTIONS]),
];

function onResult(method: string, args: readonly unknown[]): [string, Call] {
  const of = (given: readonly unknown[], pool: Pool): unknown =>
    call(pool.mapAsync(double, NUMBERS), method, given);
  return [`AsyncResult.${method}`, { with: of, args }];
}

function onIterator(method: string, args: readonly unknown[]): [string, Call] {
  const of = (given: readonly unknown[], pool: Pool): unknown =>
    call(pool.imap(double, NUMBERS), method, given);
  return [`ResultIterator.${method}`, { with: of, args }];
}

const RESULTS: [string, Call][] = [
  onResult('get', [OPTIONS]),
  onResult('wait', [OPTIONS]),
  onResult('cancel', [new Error('enough')]),
  onResult('then', [double, double]),
  onResult('catch', [double]),
  onResult('finally', [double]),
  onIterator('next', [OPTIONS]),
  onIterator('throw', [new Error('enough')]),
];

function onFlow(method: string, args: readonly unknown[]): [string, Call] {
  const of = (given: readonly unknown[], pool: Pool): unknown =>
    call(pool.from(NUMBERS), method, given);
  return [`Flow.${method}`, { with: of, args }];
}

const CHAINS: [string, Call][] = [
  onFlow('map', [double]),
  onFlow('filter', [double]),
  onFlow('flatMap', [double]),
  onFlow('reduce', [add, 0]),
  onFlow('fold', [() => 0, add, add]),
  onFlow('foldBy', [double, () => 0, add, add]),
  onFlow('countBy', [double]),
  onFlow('find', [double]),
  onFlow('some', [double]),
  onFlow('every', [double]),
  onFlow('forEach', [double]),
];

class Counter {
  #count = 0;
  add(n: number): number {
    this.#count += n;
    return this.#count;
  }
}

const ALONE: [string, Call][] = [
  ['new Thread', { with: (args) => make(Thread, args), args: [double, [1], OPTIONS], ...HEAVY }],
  [
    'Thread.join',
    { with: (args) => call(new Thread(double, [1]), 'join', args), args: [OPTIONS], ...HEAVY },
  ],
  [
    'actor',
    {
      base: { transport: 'thread' },
      with: async (args) => await startActor(args),
      args: [Counter, [], OPTIONS],
      ...HEAVY,
    },
  ],
  ['a call of an actor', { with: (args) => callActor(args), args: [1], ...HEAVY }],
];

async function startPool(args: readonly unknown[]): Promise<void> {
  await using pool = make(root.Pool, args) as Pool;
  await pool.ready();
}

async function startActor(args: readonly unknown[]): Promise<void> {
  const counter = (await call(root, 'actor', args)) as AsyncDisposable;
  await counter[Symbol.asyncDispose]();
}

/** The actor ends with the call, whatever comes of it. */
async function callActor(args: readonly unknown[]): Promise<unknown> {
  await using counter = await actor(Counter, [], { transport: 'thread' });
  return await call(counter, 'add', args);
}

function on(
  name: string,
  make: () => object,
  method: string,
  args: readonly unknown[],
): [string, Call] {
  return [`${name}.${method}`, { with: (given) => call(make(), method, given), args }];
}

const event = (): Event => {
  const event = new Event();
  void event.set();
  return event;
};
const conversation = (): object => {
  const [here, there] = pipe();
  void there.send(1);
  return here;
};
const filled = (): Queue<unknown> => {
  const queue = new Queue<unknown>();
  void queue.put(1);
  return queue;
};
const served = (): object => serve({ same: (x: unknown) => x });

const SHARED: [string, Call][] = [
  ['new Queue', { with: (args) => make(Queue, args), args: [OPTIONS] }],
  ['new Semaphore', { with: (args) => make(Semaphore, args), args: [1] }],
  ['new Barrier', { with: (args) => make(Barrier, args), args: [1] }],
  ['new Condition', { with: (args) => make(Condition, args), args: [new Lock()] }],
  on('Barrier', () => new Barrier(1), 'wait', [OPTIONS]),
  on('Event', event, 'wait', [OPTIONS]),
  ...[Lock, () => new Semaphore(1), Condition].flatMap((type, at) => {
    const name = ['Lock', 'Semaphore', 'Condition'][at] ?? '';
    const one = (): object => (at === 1 ? (type as () => object)() : (make(type, []) as object));
    return [on(name, one, 'acquire', [OPTIONS]), on(name, one, 'run', [() => 1, OPTIONS])];
  }),
  ['Condition.wait', { with: async (args) => await waitThere(args), args: [OPTIONS] }],
  on('Queue', filled, 'put', [1, OPTIONS]),
  on('Queue', filled, 'putNowait', [1]),
  on('Queue', filled, 'get', [OPTIONS]),
  on('Queue', () => new Queue(), 'join', [OPTIONS]),
  on('PipeEnd', conversation, 'send', [1]),
  on('PipeEnd', conversation, 'recv', [OPTIONS]),
  on('PipeEnd', conversation, 'poll', [0]),
  ['serve', { with: (args) => call(shared, 'serve', args), args: [{ same: (x: unknown) => x }] }],
  ['a call of what is served', { with: (args) => call(served(), 'same', args), args: [1] }],
  ['share', { with: (args) => call(shared, 'share', args), args: [new Uint8Array(4)] }],
  ['sharedArray', { with: (args) => call(shared, 'sharedArray', args), args: [Uint8Array, 4] }],
];

async function waitThere(args: readonly unknown[]): Promise<void> {
  const condition = new Condition();
  await condition.acquire(); // nobody else needs it
  const waiting = call(condition, 'wait', args) as Promise<unknown>;
  const telling = condition.run(async () => await condition.notify(), 100);
  const [outcome] = await Promise.allSettled([waiting, telling]);
  if (outcome?.status === 'rejected') throw outcome.reason;
}

const FUNCTIONS: [string, Call][] = [
  [
    'move',
    {
      with: (args) => call(root, 'move', args),
      args: [{ b: new ArrayBuffer(8) }, [new ArrayBuffer(8)]],
    },
  ],
  ['perWorker', { with: (args) => call(root, 'perWorker', args), args: [() => 1] }],
  ['range', { with: (args) => call(root, 'range', args), args: [0, 3, 1] }],
  ['report', { with: (args) => call(root, 'report', args), args: [1] }],
  ['task', { with: (args) => call(root, 'task', args), args: ['node:path', 'basename'] }],
];

export const SURFACE: ReadonlyMap<string, Call> = new Map([
  ...POOL,
  ...RESULTS,
  ...CHAINS,
  ...ALONE,
  ...SHARED,
  ...FUNCTIONS,
]);
