/** What functions take from around them. */
import assert from 'node:assert/strict';
import { type FunctionCase, makeFunction } from './case.js';

const moduleConstant = 10;
let moduleVariable = 1;
const moduleTable = new Map([['a', 1]]);

function isEven(n: number): boolean {
  return n === 0 ? true : isOdd(n - 1);
}

function isOdd(n: number): boolean {
  return n === 0 ? false : isEven(n - 1);
}

function helper(x: number): number {
  return x + moduleConstant;
}

let connection: { id: number } | undefined;
let queries = 0;

function connect(id: number): void {
  connection = { id };
}

function query(): [number | undefined, number] {
  queries += 1;
  return [connection?.id, queries];
}

declare const undeclaredAnywhere: unknown;

export const closures: readonly FunctionCase[] = [
  {
    title: 'a constant of the module',
    check: async (roundTrip) =>
      assert.equal(await roundTrip((x: number) => x + moduleConstant, 1), 11),
  },
  {
    title: 'a variable of the module, as it is at the call',
    check: async (roundTrip) => {
      const fn = (): number => moduleVariable;
      moduleVariable = 5;
      assert.equal(await roundTrip(fn), 5);
      moduleVariable = 6;
      assert.equal(await roundTrip(fn), 6);
    },
  },
  {
    title: 'an object that is changed between calls',
    check: async (roundTrip) => {
      const fn = (): number | undefined => moduleTable.get('a');
      moduleTable.set('a', 2);
      assert.equal(await roundTrip(fn), 2);
      moduleTable.set('a', 3);
      assert.equal(await roundTrip(fn), 3);
    },
  },
  {
    title: 'a helper function, and the helper’s own captures',
    check: async (roundTrip) => assert.equal(await roundTrip((x: number) => helper(x) * 2, 1), 22),
  },
  {
    title: 'functions that call each other',
    check: async (roundTrip) => {
      assert.equal(await roundTrip(isEven, 10), true);
      assert.equal(await roundTrip(isOdd, 10), false);
    },
  },
  {
    title: 'an arrow that calls itself by its variable',
    check: async (roundTrip) => {
      const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2));
      assert.equal(await roundTrip(fib, 10), 55);
    },
  },
  {
    title: 'a parameter of the function around it',
    check: async (roundTrip) => {
      const make = (a: number) => (b: number) => a * b;
      assert.equal(await roundTrip(make(6), 7), 42);
    },
  },
  {
    title: 'variables from several levels',
    check: async (roundTrip) => {
      const make = (a: number) => (b: number) => (c: number) => (d: number) => [
        a,
        b,
        c,
        d,
        moduleConstant,
      ];
      assert.deepEqual(await roundTrip(make(1)(2)(3), 4), [1, 2, 3, 4, 10]);
    },
  },
  {
    title: 'the innermost of two variables with one name',
    check: async (roundTrip) => {
      const name = 'outer';
      const outside = (): string => name;
      {
        const name = 'inner';
        const inside = (): string[] => [name, outside()];
        assert.deepEqual(await roundTrip(inside), ['inner', 'outer']);
      }
    },
  },
  {
    title: 'a variable of a loop: each function has its own',
    check: async (roundTrip) => {
      const fns: (() => number)[] = [];
      for (let i = 0; i < 3; i += 1) fns.push(() => i);
      const results = [];
      for (const fn of fns) results.push(await roundTrip(fn));
      assert.deepEqual(results, [0, 1, 2]);
    },
  },
  {
    title: 'variables of for-of and for-in loops',
    check: async (roundTrip) => {
      const fns: (() => string)[] = [];
      for (const [a, { b }] of [['x', { b: 'y' }]] as const)
        for (const k in { z: 1 }) fns.push(() => a + b + k);
      assert.equal(await roundTrip(fns[0] as () => string), 'xyz');
    },
  },
  {
    title: 'the variable of a catch clause',
    check: async (roundTrip) => {
      let fn = (): string => '';
      try {
        throw new RangeError('caught');
      } catch (error) {
        fn = () =>
          `${(error as Error).name} ${(error as Error).message} ${error instanceof RangeError}`;
      }
      assert.equal(await roundTrip(fn), 'RangeError caught true');
    },
  },
  {
    title: 'a destructured catch variable',
    check: async (roundTrip) => {
      let fn = (): unknown => undefined;
      try {
        throw { code: [1, 2] };
        // @ts-expect-error -- what is thrown has no type
      } catch ({ code: [, second] }) {
        fn = () => second;
      }
      assert.equal(await roundTrip(fn), 2);
    },
  },
  {
    title: 'a variable of a switch',
    check: async (roundTrip) => {
      const make = (n: number): (() => string) => {
        switch (n) {
          case 1:
            const local = 'one';
            return () => local;
          default:
            return () => 'other';
        }
      };
      assert.equal(await roundTrip(make(1)), 'one');
    },
  },
  {
    title: 'default parameters that use captures',
    check: async (roundTrip) => {
      const fallback = { value: 9 };
      const fn = (a: number = fallback.value, { b = a + moduleConstant } = {}): number[] => [a, b];
      assert.deepEqual(await roundTrip(fn), [9, 19]);
    },
  },
  {
    title: 'destructuring with captured keys and defaults',
    check: async (roundTrip) => {
      const wanted = 'k';
      const other = 'default';
      const fn = (input: Record<string, unknown>): unknown[] => {
        const { [wanted]: first, missing = other, ...rest } = input;
        return [first, missing, rest];
      };
      assert.deepEqual(await roundTrip(fn, { k: 1, z: 2 }), [1, 'default', { z: 2 }]);
    },
  },
  {
    title: 'shorthand properties and template literals with captures',
    check: async (roundTrip) => {
      const a = 1;
      const tag = (parts: TemplateStringsArray, ...values: unknown[]): string =>
        parts.raw.join('|') + values.join();
      assert.deepEqual(await roundTrip(() => ({ a, text: `${a}`, tagged: tag`x\n${a}y` })), {
        a: 1,
        text: '1',
        tagged: 'x\\n|y1',
      });
    },
  },
  {
    title: '`typeof` of a name that nobody declared',
    check: async (roundTrip) =>
      assert.equal(await roundTrip(() => typeof undeclaredAnywhere), 'undefined'),
  },
  {
    title: 'a property name that looks like a captured variable is not captured',
    check: async (roundTrip) => {
      const socket = new Promise(() => undefined);
      const fn = (x: { socket: number }): number => x.socket + { socket: 1 }.socket;
      assert.equal(await roundTrip(fn, { socket: 1 }), 2);
      assert.ok(socket);
    },
  },
  {
    title: 'variables that the text does not mention are left behind',
    check: async (roundTrip) => {
      const make = (): (() => number) => {
        const used = 1;
        const unused = new WeakMap();
        const other = (): unknown => unused;
        assert.ok(other());
        return () => used;
      };
      assert.equal(await roundTrip(make()), 1);
    },
  },
  {
    title: 'a nested function that is redefined is not mistaken for the first',
    check: async (roundTrip) => {
      const make = (k: number): (() => number) => {
        const inner = (): number => k;
        return () => inner();
      };
      assert.equal(await roundTrip(make(1)), 1);
      assert.equal(await roundTrip(make(2)), 2);
    },
  },
  {
    title: 'a captured variable that is assigned another function later',
    check: async (roundTrip) => {
      let step = (x: number): number => x + 1;
      const fn = (x: number): number => step(x);
      assert.equal(await roundTrip(fn, 1), 2);
      step = (x) => x * 100;
      assert.equal(await roundTrip(fn, 1), 100);
    },
  },
  {
    title: 'a declaration that has been replaced by a decorated one calls the decorated one',
    check: async (roundTrip) => {
      const make = makeFunction<() => { fn: () => number }>(`
        let calls = [];
        function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
        const plain = fib;
        fib = (n) => { calls.push(n); return plain(n); };
        return { fn: () => { fib(3); return calls.length; } };
      `);
      assert.equal(await roundTrip(make().fn), 5);
    },
  },
  {
    title: 'a counter that a factory’s closure keeps from call to call',
    check: async (roundTrip) => {
      const make = (): (() => number) => {
        let count = 0;
        return () => (count += 1);
      };
      const next = make();
      assert.equal(await roundTrip(next), 1);
      assert.equal(await roundTrip(next), 2);
      assert.equal(next(), 1);
    },
  },
  {
    title: 'properties hung on a function',
    check: async (roundTrip) => {
      const fn = Object.assign((x: number): number => (fn.cache[x] ??= x * fn.factor), {
        cache: [] as number[],
        factor: 3,
      });
      assert.equal(await roundTrip(fn, 2), 6);
    },
  },
  {
    title: 'one object captured by two functions stays one object',
    check: async (roundTrip) => {
      const state = { count: 0 };
      const add = (): void => void (state.count += 1);
      const read = (): number => state.count;
      assert.equal(
        await roundTrip(() => {
          add();
          add();
          return read();
        }),
        2,
      );
      assert.equal(state.count, 0);
    },
  },
  {
    title: 'minified code: one line, one-letter names, commas',
    check: async (roundTrip) => {
      const make = makeFunction<() => () => number>(
        'var e=3,t=n=>n*e,r={o:t,get p(){return t(2)}};class s{a=e;b(){return this.a+r.o(1)+r.p}}return ()=>new s().b()',
      );
      assert.equal(await roundTrip(make()), 12);
    },
  },
  {
    title: 'variables named like the words of the code around a rebuilt function',
    check: async (roundTrip) => {
      const v = 1;
      const w = 2;
      const set = 3;
      const get = 4;
      const o = 5;
      const d = 6;
      assert.equal(await roundTrip(() => v + w + set + get + o + d), 21);
    },
  },
  {
    title: 'a global that the program made',
    check: async (roundTrip) => {
      Object.assign(globalThis, { customGlobal: { a: 1 } });
      const fn = (): number =>
        (globalThis as unknown as { customGlobal?: unknown }).customGlobal === undefined
          ? // @ts-expect-error -- a global that only this program knows
            (customGlobal.a as number)
          : 0;
      assert.equal(await roundTrip(fn), 1);
    },
  },
  {
    title: 'a TypeScript enum and a namespace, compiled to functions that fill objects',
    check: async (roundTrip) => {
      const Colour = makeFunction<() => Record<string, unknown>>(
        'var C; (function (C) { C[C["Red"] = 0] = "Red"; C[C["Green"] = 1] = "Green"; })(C || (C = {})); return C;',
      )();
      assert.deepEqual(await roundTrip(() => [Colour.Green, Colour[0]]), [1, 'Red']);
    },
  },
  {
    title: 'a helper that TypeScript writes for older targets',
    check: async (roundTrip) => {
      const make = makeFunction<() => (x: number) => Promise<number>>(`
        var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
          return new (P || (P = Promise))(function (resolve, reject) {
            function step(result) { result.done ? resolve(result.value) : Promise.resolve(result.value).then((v) => step(generator.next(v)), reject); }
            step((generator = generator.apply(thisArg, _arguments || [])).next());
          });
        };
        return function task(x) { return __awaiter(this, void 0, void 0, function* () { return (yield Promise.resolve(x)) + 1; }); };
      `);
      assert.equal(await roundTrip(make(), 1), 2);
    },
  },
  {
    title: 'a variable of the module that one function fills and another one reads',
    check: async (roundTrip) => {
      await roundTrip(connect, 7);
      assert.deepEqual(await roundTrip(query), [7, 1]);
      assert.deepEqual(await roundTrip(() => query()), [7, 2]);
      await roundTrip(connect, 8);
      assert.deepEqual(await roundTrip(query), [8, 3]);
      assert.deepEqual([connection, queries], [undefined, 0]);
    },
  },
  {
    title: 'a shared variable takes a new value from home when there is one',
    check: async (roundTrip) => {
      await roundTrip(connect, 1);
      connection = { id: 99 };
      assert.equal((await roundTrip(query))[0], 99);
      connection = undefined;
      assert.equal((await roundTrip(query))[0], undefined);
    },
  },
];
