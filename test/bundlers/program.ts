/**
 * The program that is bundled whole, and what it prints. Whatever goes wrong in a bundle has its line here: what a
 * minifier does to names, what a class is once two files hold it, what a worker finds of us.
 */
const PROGRAM = `
import { actor, Pool, ThreadPool, PoolError, NotSendableError, WorkerLostError, currentWorker, move, task } from 'manyhands';
import { Lock, serve } from 'manyhands/shared';
import { helper } from './helper.mjs';
import store from './store.cjs';
import units from './units.cjs';

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
async function ofModules(PoolClass) {
  const open = (name) => { store.open(name); units.use('cm'); };
  const pool = new PoolClass({ workers: 1, initializer: open, initArgs: ['row'] });
  try {
    const found = await pool.map((id) => store.find(id) + units.format(id), [1, 2]);
    return [...found, await pool.apply(() => [store.count(), units.count(), store.all()])];
  } finally {
    await pool.terminate();
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
      modules: await ofModules(PoolClass),
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

const HELPER = 'export const helper = (x) => x * 10;\n';

/** A module of CommonJS, around which bundlers put a function: its variables are one for all tasks of a worker. */
const STORE = `
let db;
let count = 0;
const inner = (() => {
  let hits = 0;
  return { hit: () => [++hits, ++count], hits: () => [hits, count] };
})();
Object.defineProperty(exports, 'open', { enumerable: true, get: () => open });
function open(name) { db = { name }; }
Object.assign(exports, { count: () => count, all: inner.hits });
exports.find = (id) => { inner.hit(); return db.name + id; };
`;

/** The same, for which it makes no difference how it is loaded. */
const UNITS = `
(function (root, factory) {
  typeof exports === 'object' ? (module.exports = factory()) : (root.units = factory());
})(this, function () {
  let unit = 'mm';
  let count = 0;
  return {
    use: (name) => { unit = name; },
    format: (size) => { count += 1; return size + unit; },
    count: () => count,
  };
});
`;

/** The texts of its files by their names. */
export const FILES: Readonly<Record<string, string>> = {
  'main.mjs': PROGRAM,
  'helper.mjs': HELPER,
  'store.cjs': STORE,
  'units.cjs': UNITS,
};

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
  modules: ['row11cm', 'row22cm', [2, 2, [2, 2]]],
  chain: 12,
  argv: [kind === 'process' ? 2 : 2, 0],
}));
