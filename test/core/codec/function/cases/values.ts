/** What captured variables may hold. */
import assert from 'node:assert/strict';
import type { FunctionCase } from './case.js';

const cyclic: { name: string; self?: unknown; list: unknown[] } = { name: 'cyclic', list: [] };
cyclic.self = cyclic;
cyclic.list.push(cyclic, cyclic.list);

/** Captures a value and hands it back, by structured clone. */
function returning<T>(value: T): () => T {
  return () => value;
}

function keeps(title: string, value: unknown): FunctionCase {
  return {
    title,
    check: async (roundTrip) => assert.deepEqual(await roundTrip(returning(value)), value),
  };
}

const nested = { a: [1, { b: new Map([['k', new Set([1, [2]])]]) }], d: new Date(0) };

export const values: readonly FunctionCase[] = [
  keeps('undefined', undefined),
  keeps('null', null),
  keeps('-0', -0),
  keeps('NaN', Number.NaN),
  keeps('Infinity', Number.NEGATIVE_INFINITY),
  keeps('a bigint', 2n ** 100n),
  keeps('an empty string, and one with quotes, newlines and half a surrogate pair', [
    '',
    '\'"`\n\u2028',
    '\ud800',
  ]),
  keeps('nested data', nested),
  keeps('a date', new Date(1234567890123)),
  keeps('a regular expression with flags', /a(?<n>b)/dgimsuy),
  keeps('an array buffer and views', [
    new Uint8Array([1, 2]).buffer,
    new Float64Array([-0, 1.5]),
    new BigInt64Array([1n]),
  ]),
  keeps(
    'a map with object keys',
    new Map<unknown, unknown>([
      [{ a: 1 }, 'x'],
      ['y', Number.NaN],
    ]),
  ),
  keeps('a sparse array', Object.assign([1, , 3], { length: 6 })),
  keeps('boxed primitives', [Object(1), Object('s'), Object(true), Object(1n)]),
  keeps('a cycle', cyclic),
  {
    title: 'a Buffer stays a Buffer',
    check: async (roundTrip) => {
      const buffer = Buffer.from('hello');
      assert.equal(
        await roundTrip(() => Buffer.isBuffer(buffer) && buffer.toString('latin1')),
        'hello',
      );
    },
  },
  {
    title: 'a sparse array of a billion places takes no time',
    check: async (roundTrip) => {
      const sparse: string[] = [];
      sparse[999_999_999] = 'last';
      assert.deepEqual(await roundTrip(() => [sparse.length, sparse.at(-1), 0 in sparse]), [
        1e9,
        'last',
        false,
      ]);
    },
  },
  {
    title: 'an array with a function in it, and holes',
    check: async (roundTrip) => {
      const list = [(x: number) => x + 1, , 5] as unknown as [
        (x: number) => number,
        undefined,
        number,
      ];
      assert.deepEqual(await roundTrip(() => [list[0](1), 1 in list, list[2], list.length]), [
        2,
        false,
        5,
        3,
      ]);
    },
  },
  {
    title: 'an object without a prototype',
    check: async (roundTrip) => {
      const bare = Object.assign(Object.create(null) as Record<string, number>, { a: 1 });
      assert.deepEqual(await roundTrip(() => [Object.getPrototypeOf(bare), bare.a]), [null, 1]);
    },
  },
  {
    title: 'an object whose prototype is another object',
    check: async (roundTrip) => {
      const parent = {
        hello() {
          return `hello ${(this as unknown as { name: string }).name}`;
        },
      };
      const child = Object.create(parent, {
        name: { value: 'child', enumerable: false },
      }) as typeof parent;
      assert.deepEqual(await roundTrip(() => [child.hello(), Object.keys(child).length]), [
        'hello child',
        0,
      ]);
    },
  },
  {
    title: 'getters and setters stay accessors',
    check: async (roundTrip) => {
      const thermometer = {
        celsius: 100,
        get fahrenheit() {
          return this.celsius * 1.8 + 32;
        },
        set fahrenheit(f: number) {
          this.celsius = (f - 32) / 1.8;
        },
      };
      const fn = (): number[] => {
        const before = thermometer.fahrenheit;
        thermometer.fahrenheit = 32;
        return [before, thermometer.celsius];
      };
      assert.deepEqual(await roundTrip(fn), [212, 0]);
    },
  },
  {
    title: 'frozen, sealed and non-extensible objects stay so',
    check: async (roundTrip) => {
      const list = [
        Object.freeze({ a: 1 }),
        Object.seal({ b: 1 }),
        Object.preventExtensions({ c: 1 }),
        Object.freeze([1]),
      ];
      const fn = (): unknown =>
        list.map((one) => [Object.isFrozen(one), Object.isSealed(one), Object.isExtensible(one)]);
      assert.deepEqual(await roundTrip(fn), fn());
    },
  },
  {
    title: 'properties that are not writable, not enumerable or not configurable',
    check: async (roundTrip) => {
      const object = Object.defineProperties(
        {},
        { a: { value: 1 }, b: { value: 2, enumerable: true }, c: { value: 3, writable: true } },
      );
      assert.deepEqual(
        await roundTrip(() => Object.getOwnPropertyDescriptors(object)),
        Object.getOwnPropertyDescriptors(object),
      );
    },
  },
  {
    title: 'registered and well-known symbols, as values and as keys',
    check: async (roundTrip) => {
      const registered = Symbol.for('manyhands test');
      const object = {
        [registered]: 1,
        *[Symbol.iterator]() {
          yield 'x';
        },
      };
      const fn = (): unknown => [
        object[Symbol.for('manyhands test') as typeof registered],
        [...object],
        registered === Symbol.for('manyhands test'),
      ];
      assert.deepEqual(await roundTrip(fn), [1, ['x'], true]);
    },
  },
  {
    title: 'a regular expression in the middle of its matches',
    check: async (roundTrip) => {
      const regexp = /a/g;
      regexp.lastIndex = 2;
      assert.deepEqual(
        await roundTrip(() => [regexp.lastIndex, regexp.exec('aaa')?.index]),
        [2, 2],
      );
    },
  },
  {
    title: 'an error with its class, properties and cause',
    check: async (roundTrip) => {
      const error = Object.assign(new TypeError('bad', { cause: new Error('root') }), {
        code: 'E_BAD',
      });
      const fn = (): unknown[] => [
        error instanceof TypeError,
        error.message,
        error.code,
        (error.cause as Error).message,
        error.stack,
      ];
      assert.deepEqual(await roundTrip(fn), fn());
    },
  },
  {
    title: 'an aggregate error',
    check: async (roundTrip) => {
      const error = new AggregateError([new RangeError('one')], 'many');
      const fn = (): unknown[] => [
        error instanceof AggregateError,
        error.errors[0] instanceof RangeError,
        error.message,
      ];
      assert.deepEqual(await roundTrip(fn), [true, true, 'many']);
    },
  },
  {
    title: 'URL, URLSearchParams, Headers and formatters are copied',
    check: async (roundTrip) => {
      const url = new URL('https://example.org/a?b=c');
      const query = new URLSearchParams('x=1&x=2');
      const headers = new Headers({ accept: 'text/html' });
      const format = new Intl.NumberFormat('de-DE', { minimumFractionDigits: 2 });
      const fn = (): unknown[] => [
        url.pathname,
        query.getAll('x'),
        headers.get('accept'),
        format.format(1234.5),
      ];
      assert.deepEqual(await roundTrip(fn), ['/a', ['1', '2'], 'text/html', '1.234,50']);
    },
  },
  {
    title: 'shared objects and cycles through functions keep their identity',
    check: async (roundTrip) => {
      const shared = { tag: 'shared' };
      const graph = {
        left: { shared },
        right: { shared },
        check: () => graph.left.shared === graph.right.shared && graph.self === graph,
        self: null as unknown,
      };
      graph.self = graph;
      const map = new Map<unknown, unknown>([[shared, graph]]);
      assert.deepEqual(await roundTrip(() => [graph.check(), map.get(shared) === graph]), [
        true,
        true,
      ]);
    },
  },
  {
    title: 'a map and a set that hold functions and each other',
    check: async (roundTrip) => {
      const set = new Set<unknown>();
      const map = new Map<string, unknown>([
        ['set', set],
        ['fn', (x: number) => x + 1],
      ]);
      set.add(map);
      const fn = (): unknown[] => [
        set.has(map),
        map.get('set') === set,
        (map.get('fn') as (x: number) => number)(1),
      ];
      assert.deepEqual(await roundTrip(fn), [true, true, 2]);
    },
  },
  {
    title: 'a deep chain of objects with functions does not overflow the stack',
    check: async (roundTrip) => {
      interface Link {
        next: Link | undefined;
        call: () => number;
      }
      let chain: Link | undefined;
      for (let i = 0; i < 5000; i += 1) chain = { next: chain, call: Math.random };
      const fn = (): number => {
        let length = 0;
        for (let link = chain; link !== undefined; link = link.next) length += 1;
        return length;
      };
      assert.equal(await roundTrip(fn), 5000);
    },
  },
  {
    title: 'a table of plain data of a hundred thousand entries',
    check: async (roundTrip) => {
      const table = Array.from({ length: 100_000 }, (_, i) => ({ i, half: i / 2 }));
      assert.equal(await roundTrip((i: number) => table[i]?.half, 99_999), 49_999.5);
    },
  },
  {
    title: 'standard objects are the worker’s own',
    check: async (roundTrip) => {
      const { floor } = Math;
      const M = Math;
      const P = process;
      const log = console;
      const { env } = process;
      const push = Array.prototype.push;
      const fn = (): unknown[] => {
        const list: number[] = [];
        push.call(list, floor(1.5));
        return [list, M === Math, P === process, log === console, env === process.env];
      };
      assert.deepEqual(await roundTrip(fn), [[1], true, true, true, true]);
    },
  },
  {
    title: 'an object of nothing but getters computes in the worker',
    check: async (roundTrip) => {
      const clock = {
        get isAtHome() {
          return Reflect.has(globalThis, 'atHome');
        },
      };
      Object.assign(globalThis, { atHome: true });
      assert.deepEqual([clock.isAtHome, await roundTrip(() => clock.isAtHome)], [true, false]);
    },
  },
];
