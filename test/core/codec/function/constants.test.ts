import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket } from 'node:net';
import { after, it } from 'node:test';
import { NotSendableError, Pool } from 'manyhands';
import { overAll } from './over-all.js';

/** Cannot be copied. */
class Schema {
  readonly #least: number;
  readonly pid: number = process.pid;
  constructor(least: number) {
    this.#least = least;
  }
  check(value: number): boolean {
    return value >= this.#least;
  }
}

const limits = { least: 3 };
const schema = new Schema(limits.least);
const schemas = { strict: new Schema(10), schema, check: (x: number) => schema.check(x), calls: 0 };
const { strict: fromPattern } = { strict: new Schema(5) };
const tag = Symbol('tag');
const tagged = { [tag]: 'tagged' };
const cache = new WeakMap<object, string>();
const requests = new AsyncLocalStorage<string>();
const least = withDefault(new Schema(7));
const picked = [schema, new Schema(20)].at(-1);
const isSmall = process.env.NEVER_SET === undefined ? new Schema(0) : undefined;
const remember = (key: object): string => cache.get(key) ?? 'new';
const late: { socket?: Socket; schema?: Schema } = {};
late.schema = new Schema(1);
const socket = new Socket();
const client = { name: 'db', socket: new Socket() };
const promised = Promise.resolve(new Schema(1));
const awaited = await promised;
const configured = new Schema(1);
configured.check(2);
const filled = new Map<string, Schema>();
for (const name of ['a']) filled.set(name, schema);
let unset = new Schema(2);
unset = new Schema(3);
const failing = new Schema(homeOnly());
// Used at the top alone, so V8 shows none of these to functions.
const parts = { least: 1, most: 0 };
parts.least = 4;
for (const most of [6, 7]) parts.most = most;
let factor = 1;
factor = 10;
const exported = {};
fillExports(exported, { base: () => 100 });
const ofParts = new Schema(
  (parts.least + parts.most) * factor + (exported as { base: number }).base,
);

// As rollup writes a CommonJS module.
const library: { exports: { check?: Schema } } = { exports: {} };
let hasRequired: boolean | undefined;
function requireLibrary(): { check?: Schema } {
  if (hasRequired === true) return library.exports;
  hasRequired = true;
  library.exports = Object.assign(() => undefined, { check: new Schema(6) });
  return library.exports;
}
const whole = requireLibrary();
const { check: required } = whole;
const same = orDefault(whole);
function orDefault<T>(value: T | { default: T }): T {
  return Object.hasOwn(value as object, 'default') ? (value as { default: T }).default : (value as T); // biome-ignore format: one line
}
const made = new Map<string, Schema>();
const remembered = madeOnce('a');
function madeOnce(name: string): Schema | undefined {
  if (!made.has(name)) made.set(name, new Schema(4));
  return made.get(name);
}

/** As bundlers write `import * as`. */
function fillExports(target: object, getters: Record<string, () => unknown>): void {
  for (const name in getters)
    Object.defineProperty(target, name, { get: getters[name] as () => unknown, enumerable: true });
}

function withDefault<T>(value: T): { value: T } {
  return Object.freeze({ value });
}

/** Works at home only. */
function homeOnly(): number {
  if (process.env.MANYHANDS_HOME !== undefined) throw new RangeError('not at home');
  return 1;
}

overAll('A constant that cannot be copied', (makePool) => {
  let pool: Pool | undefined;
  const shared = (): Pool => (pool ??= makePool(1));
  after(() => pool?.terminate());

  it('is made again in the worker from its initialiser', async () => {
    const pool = shared();

    const seen = await pool.apply(() => [schema.check(2), schema.check(3), schema.pid]);

    assert.deepEqual(seen, [false, true, pool.workers[0]?.pid]);
  });

  it('is made once per worker, whatever captures it', async () => {
    await using pool = makePool(1);
    await pool.apply(() => ((schema as { seen?: number }).seen = 1));

    const seen = await pool.map(() => (schema as { seen?: number }).seen, [1, 2]);
    const inside = await pool.apply(() => (schemas.schema as { seen?: number }).seen);

    assert.deepEqual([...seen, inside], [1, 1, 1]);
  });

  it('is made of what its parts were when it was made, though no function shows them', async () => {
    const pool = shared();

    const seen = await pool.apply(() => [ofParts.check(209), ofParts.check(210)]);

    assert.deepEqual(seen, [false, true]);
  });

  it('is made by functions that remember it, as bundlers write modules', async () => {
    const pool = shared();
    const task = (): unknown[] => [
      whole.check?.check(5),
      same.check?.check(6),
      remembered?.check(3),
    ];

    assert.deepEqual(await pool.apply(task), [false, true, false]);
    assert.equal(await pool.apply(() => required?.check(6)), true);
  });

  it('may be part of an object, which is copied if a copy can be', async () => {
    const pool = shared();
    const task = (): unknown[] => [schemas.strict.check(9), schemas.check(4)];

    assert.deepEqual(await pool.apply(task), [false, true]);
  });

  it('keeps what was put into it later, if it can be copied but for constants', async () => {
    const pool = shared();

    assert.equal(await pool.apply(() => filled.get('a')?.check(2)), false);
  });

  it('may come out of a pattern, a call, a member, a condition', async () => {
    const pool = shared();
    const task = (): unknown[] => [fromPattern.check(4), least.value.check(7), picked?.check(19), isSmall?.check(0)]; // biome-ignore format: one row

    assert.deepEqual(await pool.apply(task), [false, true, false, true]);
  });

  it('may be a symbol, a weak collection, a storage', async () => {
    const pool = shared();
    const task = (): unknown[] => [
      tag.description,
      tagged[tag],
      remember({}),
      requests.run('inside', () => requests.getStore()),
    ];

    assert.deepEqual(await pool.apply(task), ['tag', 'tagged', 'new', 'inside']);
  });

  it('is made again by a pool inside the worker', async () => {
    const pool = shared();
    const nested = async (): Promise<unknown> => {
      const inner = new Pool(1);
      try {
        return await inner.apply(() => [
          schema.check(3),
          tag.description,
          schema.pid !== process.pid,
        ]);
      } finally {
        await inner.terminate();
      }
    };

    assert.deepEqual(await pool.apply(nested), [true, 'tag', false]);
  });

  const REFUSED: readonly (readonly [title: string, fn: () => unknown, message: RegExp])[] = [
    ['an open handle', () => socket, /'socket' is not made again in the worker, because it is or holds a net\.Socket/], // biome-ignore format: one row
    ['what holds an open handle', () => client, /'client' is not made again in the worker, because it is or holds a net\.Socket/], // biome-ignore format: one row
    ['a promise', () => promised, /'promised' is not made again in the worker, because it is or holds a Promise/], // biome-ignore format: one row
    ['what has been awaited', () => awaited, /'awaited' is not made again in the worker, because its initialiser waits/], // biome-ignore format: one row
    ['what is changed at the top of its module', () => configured, /'configured' is not made again in the worker, because it is changed after it is made: configured\.check\(2\)/], // biome-ignore format: one row
    ['what was put in later', () => late, /has private fields/],
    ['a variable that is assigned to again', () => unset, /has private fields/],
  ];
  for (const [title, fn, message] of REFUSED) {
    it(`stays refused if it is ${title}`, async () => {
      const pool = shared();

      await assert.rejects(pool.apply(fn), { code: 'ERR_POOL_NOT_SENDABLE', message });
    });
  }

  it('fails the task with the reason if its initialiser throws in the worker', async () => {
    await using pool = makePool({ workers: 1, env: { MANYHANDS_HOME: 'elsewhere' } });
    if (pool.options.transport.name === 'inline') return;

    await assert.rejects(
      pool.apply(() => failing.check(1)),
      (error: Error) => {
        assert.ok(error instanceof NotSendableError);
        assert.match(
          error.message,
          /cannot make 'failing' again in the worker: its initialiser fails with RangeError: not at home/,
        );
        return true;
      },
    );
  });
});
