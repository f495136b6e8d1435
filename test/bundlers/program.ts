/**
 * The program that is bundled whole, and what it prints. Whatever goes wrong in a bundle has its line here: what a
 * minifier does to names, what a class is once two files hold it, what a worker finds of us.
 */
export const PROGRAM = `
import { actor, Pool, ThreadPool, PoolError, NotSendableError, WorkerLostError, currentWorker, move, task } from 'manyhands';
import { Lock, serve } from 'manyhands/shared';
import { helper } from './helper.mjs';

class OddError extends Error {
  constructor(message) {
    super(message);
    this.count = 3;
  }
}
class Point {
  #x;
  constructor(x) { this.#x = x; }
  get x() { return this.#x; }
}
class Sealed {
  #x;
  constructor(x) { this.#x = x; }
  get x() { return this.#x; }
  static [Symbol.for('manyhands.revive')](x) { return new Sealed(x); }
  [Symbol.for('manyhands.serialize')]() { return this.#x; }
}
class Counter {
  count = 0;
  add(n) { return (this.count += n); }
}
const sealed = new Sealed(7);
async function add() {
  const counter = await actor(Counter);
  try {
    return await counter.add(2);
  } finally {
    await counter[Symbol.asyncDispose]();
  }
}
const settled = (promise) => promise.then((value) => value, (error) => error);

async function check(PoolClass) {
  const pool = new PoolClass(2);
  try {
    const odd = await settled(pool.apply(() => { throw new OddError('odd'); }));
    const own = await settled(pool.apply(() => { throw new NotSendableError('own'); }));
    const lost = await settled(pool.apply(() => process.exit(3)));
    const refused = await settled(pool.apply((x) => x, [() => 1]));
    const kind = await pool.apply(() => currentWorker().kind);
    const lock = new Lock();
    const served = serve(new Map([['a', 1]]));
    return {
      kind,
      map: await pool.map((x) => helper(x), [1, 2, 3]),
      class: await pool.apply((x) => new Point(x).x, [5]),
      odd: [odd instanceof OddError, odd.count, odd.stack.includes('at worker')],
      own: [own instanceof NotSendableError, own instanceof PoolError, own.name, own.code],
      lost: [lost instanceof WorkerLostError, lost.exitCode, lost.name],
      refused: [refused instanceof NotSendableError, refused.name],
      moved: (await pool.apply(() => move(new Uint8Array(4)))).length,
      sealed: await pool.apply(() => sealed.x),
      actor: await add(),
      served: await pool.apply(async () => await served.get('a')),
      byName: await pool.apply(task('node:path', 'basename'), ['/a/b']),
      locked: await pool.apply(() => lock.run(() => 'locked')),
      nested: await pool.apply(async () => {
        const inner = new PoolClass(1);
        try {
          return await inner.map((x) => [helper(x), currentWorker().kind], [1]);
        } finally {
          await inner.terminate();
        }
      }),
      chain: await pool.from([1, 2, 3]).map((x) => x * 2).sum(),
      argv: await pool.apply(() => [process.argv.length, process.execArgv.length]),
    };
  } finally {
    await pool.terminate();
  }
}

async function main() {
  for (const PoolClass of [Pool, ThreadPool]) console.log(JSON.stringify(await check(PoolClass)));
}
void main();
`;

export const HELPER = 'export const helper = (x) => x * 10;\n';

/** What the program prints, line by line. */
export const EXPECTED: readonly object[] = ['process', 'thread'].map((kind) => ({
  kind,
  map: [10, 20, 30],
  class: 5,
  odd: [true, 3, true],
  own: [true, true, 'NotSendableError', 'ERR_POOL_NOT_SENDABLE'],
  lost: [true, 3, 'WorkerLostError'],
  refused: [true, 'NotSendableError'],
  moved: 4,
  sealed: 7,
  actor: 2,
  served: 1,
  byName: 'b',
  locked: 'locked',
  nested: [[10, kind]],
  chain: 12,
  argv: [kind === 'process' ? 2 : 2, 0],
}));
