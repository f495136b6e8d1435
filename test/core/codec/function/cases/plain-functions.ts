/** Every way to write a function in JavaScript. */
import assert from 'node:assert/strict';
import { type FunctionCase, makeFunction } from './case.js';

const key = 'computed';
const holder = {
  shorthand(x: number) {
    return x + 1;
  },
  async later(x: number) {
    await Promise.resolve();
    return x + 2;
  },
  *each(n: number) {
    for (let i = 0; i < n; i += 1) yield i;
  },
  async *eachLater(n: number) {
    for (let i = 0; i < n; i += 1) yield await Promise.resolve(i);
  },
  [key](x: number) {
    return x + 3;
  },
  async [`${key} async`](x: number) {
    return x + 4;
  },
  get double() {
    return this.base * 2;
  },
  set double(value: number) {
    this.base = value;
  },
  base: 4,
  'quoted name'(x: number) {
    return x + 5;
  },
  42(x: number) {
    return x + 6;
  },
  async(x: number) {
    return x + 7;
  },
  get(x: number) {
    return x + 8;
  },
};

function accessor(which: 'get' | 'set'): (...args: never[]) => unknown {
  return Object.getOwnPropertyDescriptor(holder, 'double')?.[which] as () => unknown;
}

export const plainFunctions: readonly FunctionCase[] = [
  {
    title: 'an arrow function without captures',
    check: async (roundTrip) => assert.equal(await roundTrip((x: number) => x * x, 7), 49),
  },
  {
    title: 'an arrow function with a body, defaults and a rest parameter',
    check: async (roundTrip) => {
      const fn = (a: number, b = a + 1, ...rest: number[]): number[] => {
        return [a, b, ...rest];
      };
      assert.deepEqual(await roundTrip(fn, 1), [1, 2]);
      assert.deepEqual(await roundTrip(fn, 1, 5, 6, 7), [1, 5, 6, 7]);
    },
  },
  {
    title: 'a function declaration',
    check: async (roundTrip) => {
      function add(a: number, b: number): number {
        return a + b;
      }
      assert.equal(await roundTrip(add, 2, 3), 5);
    },
  },
  {
    title: 'an anonymous function expression that uses its own `this` and `arguments`',
    check: async (roundTrip) => {
      const fn = function (this: unknown, ..._all: number[]) {
        return [this === undefined, arguments.length];
      };
      assert.deepEqual(await roundTrip(fn as (...all: number[]) => unknown, 1, 2, 3), [true, 3]);
    },
  },
  {
    title: 'a named function expression that calls itself',
    check: async (roundTrip) => {
      const fn = function factorial(n: number): number {
        return n < 2 ? 1 : n * factorial(n - 1);
      };
      assert.equal(await roundTrip(fn, 5), 120);
    },
  },
  {
    title: 'an async function and an async arrow',
    check: async (roundTrip) => {
      const arrow = async (x: number): Promise<number> => (await Promise.resolve(x)) + 1;
      async function declared(x: number): Promise<number> {
        return (await arrow(x)) * 10;
      }
      assert.equal(await roundTrip(arrow, 1), 2);
      assert.equal(await roundTrip(declared, 1), 20);
    },
  },
  {
    title: 'a generator function, used inside another function',
    check: async (roundTrip) => {
      function* count(n: number): Generator<number> {
        for (let i = 0; i < n; i += 1) yield i;
      }
      assert.deepEqual(await roundTrip(() => [...count(3)]), [0, 1, 2]);
    },
  },
  {
    title: 'an async generator function, used inside another function',
    check: async (roundTrip) => {
      async function* count(n: number): AsyncGenerator<number> {
        for (let i = 0; i < n; i += 1) yield i;
      }
      const fn = async (): Promise<number[]> => {
        const all: number[] = [];
        for await (const i of count(3)) all.push(i);
        return all;
      };
      assert.deepEqual(await roundTrip(fn), [0, 1, 2]);
    },
  },
  {
    title: 'a method of an object literal',
    check: async (roundTrip) => assert.equal(await roundTrip(holder.shorthand, 1), 2),
  },
  {
    title: 'an async method',
    check: async (roundTrip) => assert.equal(await roundTrip(holder.later, 1), 3),
  },
  {
    title: 'generator methods',
    check: async (roundTrip) => {
      const { each, eachLater } = holder;
      const fn = async (): Promise<number[]> => {
        const all = [...each(2)];
        for await (const i of eachLater(2)) all.push(i);
        return all;
      };
      assert.deepEqual(await roundTrip(fn), [0, 1, 0, 1]);
    },
  },
  {
    title: 'methods with computed keys keep the name the key had',
    check: async (roundTrip) => {
      const method = holder[key];
      const later = holder['computed async'];
      assert.equal(await roundTrip(method, 1), 4);
      assert.equal(await roundTrip(later, 1), 5);
      assert.equal(await roundTrip(() => method.name), 'computed');
    },
  },
  {
    title: 'a getter and a setter, taken as functions',
    check: async (roundTrip) => {
      const get = accessor('get');
      const set = accessor('set');
      const fn = (): unknown => {
        const target = { base: 1 };
        set.call(target, 21 as never);
        return get.call(target);
      };
      assert.equal(await roundTrip(fn), 42);
    },
  },
  {
    title: 'methods whose names are quoted, numeric or keywords',
    check: async (roundTrip) => {
      assert.equal(await roundTrip(holder['quoted name'], 1), 6);
      assert.equal(await roundTrip(holder[42], 1), 7);
      assert.equal(await roundTrip(holder.async, 1), 8);
      assert.equal(await roundTrip(holder.get, 1), 9);
    },
  },
  {
    title: 'a function keeps its inferred name, and an anonymous one stays anonymous',
    check: async (roundTrip) => {
      const named = (): string => 'x';
      const fns = [
        named,
        (
          () => () =>
            'y'
        )(),
      ] as const;
      assert.deepEqual(await roundTrip(() => fns.map((fn) => fn.name)), ['named', '']);
    },
  },
  {
    title: 'a function renamed with defineProperty',
    check: async (roundTrip) => {
      const fn = (): string => fn.name;
      Object.defineProperty(fn, 'name', { value: 'other' });
      assert.equal(await roundTrip(fn), 'other');
    },
  },
  {
    title: 'a function made by the Function constructor',
    check: async (roundTrip) => {
      const fn = makeFunction<(a: number, b: number) => number>('a', 'b', 'return a * b');
      assert.equal(await roundTrip(fn, 6, 7), 42);
    },
  },
  {
    title: 'a sloppy function keeps sloppy rules',
    check: async (roundTrip) => {
      const fn = makeFunction<(x: number) => number>(
        'x',
        'arguments[0] = x + 1; with ({ y: 1 }) { return x + y; }',
      );
      assert.equal(await roundTrip(fn, 1), 3);
    },
  },
  {
    title: 'a strict function keeps strict rules',
    check: async (roundTrip) => {
      const fn = (): string => {
        try {
          (Object.freeze({ a: 1 }) as { a: number }).a = 2;
          return 'sloppy';
        } catch {
          return 'strict';
        }
      };
      assert.equal(await roundTrip(fn), 'strict');
    },
  },
  {
    title: 'a function whose text ends in a comment',
    check: async (roundTrip) => {
      // biome-ignore format: the comment must be the last thing in the text
      const fn = (x: number): number => x + 1 /* the end */ // really
      ;
      assert.equal(await roundTrip(fn, 1), 2);
    },
  },
  {
    title: 'labels, loops, switches and try inside a function are nobody else’s names',
    check: async (roundTrip) => {
      const fn = (n: number): string => {
        let text = '';
        outer: for (let i = 0; i < n; i += 1) {
          for (const j of [1, 2]) {
            if (j === 2) continue outer;
            switch (i) {
              case 1: {
                const text2 = 'one';
                text += text2;
                break;
              }
              default:
                text += 'x';
            }
          }
        }
        try {
          throw new Error('e');
          // @ts-expect-error -- what is thrown has no type
        } catch ({ message }) {
          text += message as string;
        } finally {
          var hoisted = '!';
        }
        return text + hoisted;
      };
      assert.equal(await roundTrip(fn, 3), 'xonexe!');
    },
  },
];
