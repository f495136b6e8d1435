/** Functions of modules, imports inside functions, built-in functions, bound functions. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { readFile as read } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path, { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getLineInfo, version } from 'acorn';
import { parse as lex } from 'es-module-lexer/js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import defaultArrow from '../fixtures/default-arrow.js';
import shout from '../fixtures/default-named.js';
import * as jobs from '../fixtures/jobs.js';
import {
  api,
  Box,
  countCalls,
  double,
  greeting as hello,
  makeAdder,
  renamed,
  settings,
  triple,
} from '../fixtures/jobs.js';
import { type FunctionCase, makeFunction } from './case.js';

const require = createRequire(import.meta.url);
const common = require('../fixtures/common.cjs') as {
  addLocal: (x: number) => number;
  closures: { plusLocal: (x: number) => number };
  makeLocal: () => (x: number) => number;
  makeRequiring: () => () => string;
  makeFileUser: () => () => boolean;
  makeModuleUser: () => () => unknown[];
};
const library = require('../fixtures/common-library.cjs') as {
  answer: () => number;
  state: { loaded: number };
};
const jobsUrl = new URL('../fixtures/jobs.js', import.meta.url);

function kindOf(fn: (...args: never[]) => unknown): string {
  return (encodeFunction(fn).body as { kind: string }).kind;
}

export const references: readonly FunctionCase[] = [
  {
    title: 'an exported function goes by reference and keeps its module’s state',
    check: async (roundTrip) => {
      assert.equal(kindOf(countCalls), 'reference');
      const first = await roundTrip(countCalls);
      assert.equal(await roundTrip(countCalls), first + 1);
    },
  },
  {
    title: 'an exported arrow, and a function exported under another name',
    check: async (roundTrip) => {
      assert.deepEqual([kindOf(triple), kindOf(renamed)], ['reference', 'reference']);
      assert.equal(await roundTrip(triple, 2), 6);
      assert.equal(await roundTrip(renamed, 1), 1001);
    },
  },
  {
    title: 'a default export, named or not',
    check: async (roundTrip) => {
      assert.deepEqual([kindOf(defaultArrow), kindOf(shout)], ['reference', 'reference']);
      assert.equal(await roundTrip(defaultArrow, 1), 'default 1');
      assert.equal(await roundTrip(shout, 'a'), 'A');
    },
  },
  {
    title: 'a function deep inside an exported object, and a static method of an exported class',
    check: async (roundTrip) => {
      assert.deepEqual([kindOf(api.images.resize), kindOf(Box.of)], ['reference', 'reference']);
      assert.equal(await roundTrip(api.images.resize, 3), 'resized to 3');
    },
  },
  {
    title: 'a method of an exported class, by reference through its prototype',
    check: async (roundTrip) => {
      const { describe } = Box.prototype;
      assert.equal(kindOf(describe), 'reference');
      assert.equal(await roundTrip(() => describe.call(new Box(1))), 'a box of 1');
    },
  },
  {
    title: 'a closure made by an exported function goes by value',
    check: async (roundTrip) => {
      const add = makeAdder(40);
      assert.equal(kindOf(add), 'captured');
      assert.equal(await roundTrip(add, 2), 42);
    },
  },
  {
    title: 'imports used inside a function: named, renamed, default, namespace',
    check: async (roundTrip) => {
      const fn = (x: number): unknown[] => [
        double(x),
        hello,
        path.basename('/a/b'),
        join('a', 'b'),
        jobs.triple(x),
      ];
      assert.deepEqual(await roundTrip(fn, 2), [4, 'hello', 'b', 'a/b', 6]);
    },
  },
  {
    title: 'an imported object is the worker’s own, not a copy',
    check: async (roundTrip) => {
      settings.scale = 8;
      assert.equal(await roundTrip(() => settings.scale), 7);
    },
  },
  {
    title: 'an instance of an imported class is an instance of the worker’s own class',
    check: async (roundTrip) => {
      const box = new Box('toys');
      assert.deepEqual(await roundTrip(() => [box instanceof Box, box.describe()]), [
        true,
        'a box of toys',
      ]);
    },
  },
  {
    title: 'a package from node_modules, and a subpath that its exports name',
    check: async (roundTrip) => {
      const fn = (text: string): unknown[] => [getLineInfo(text, 0).line, lex(text)[0].length];
      assert.deepEqual(await roundTrip(fn, "import 'x'"), [1, 1]);
    },
  },
  {
    title: 'an exported function of a package, sent itself',
    check: async (roundTrip) => assert.equal((await roundTrip(getLineInfo, 'a\nb', 2)).line, 2),
  },
  {
    title: 'node: modules, whole, in parts and renamed',
    check: async (roundTrip) => {
      const file = fileURLToPath(import.meta.url);
      const fn = async (name: string): Promise<boolean> =>
        fs.existsSync(name) && (await read(name)).length > 0;
      assert.equal(await roundTrip(fn, file), true);
    },
  },
  {
    title: 'functions of node: modules, sent themselves',
    check: async (roundTrip) => {
      assert.equal(await roundTrip(path.extname, 'a.b'), '.b');
      assert.equal(await roundTrip(fs.existsSync, '/nowhere'), false);
      const { access } = fs.promises;
      assert.equal(await roundTrip((file: string) => access(file), '/'), undefined);
    },
  },
  {
    title: 'built-in functions, sent themselves, and under other names',
    check: async (roundTrip) => {
      const { parse: fromJson } = JSON;
      assert.equal(await roundTrip(Math.sqrt, 16), 4);
      assert.equal(await roundTrip(Number as (x: string) => number, '5'), 5);
      assert.deepEqual(await roundTrip(fromJson as (text: string) => unknown, '[1]'), [1]);
      assert.equal(await roundTrip(structuredClone as (x: number) => number, 3), 3);
    },
  },
  {
    title: 'a bound function, and one that is bound twice',
    check: async (roundTrip) => {
      function sum(this: { base: number }, a: number, b: number): number {
        return this.base + a + b;
      }
      const once = sum.bind({ base: 100 }, 10);
      const twice = once.bind(null, 1);
      assert.equal(await roundTrip(once, 2), 112);
      assert.equal(await roundTrip(twice), 111);
      assert.equal(await roundTrip(() => twice.name), 'bound bound sum');
    },
  },
  {
    title: 'a bound built-in function',
    check: async (roundTrip) => assert.equal(await roundTrip(Math.max.bind(Math, 5), 3), 5),
  },
  {
    title: 'a dynamic import with a relative specifier',
    check: async (roundTrip) => {
      const fn = async (x: number): Promise<number> =>
        (await import('../fixtures/jobs.js')).double(x);
      assert.equal(await roundTrip(fn, 4), 8);
    },
  },
  {
    title: 'a dynamic import of a package',
    check: async (roundTrip) => {
      const fn = async (): Promise<string> => (await import('acorn')).version;
      assert.equal(await roundTrip(fn), version);
    },
  },
  {
    title: 'import.meta: url, filename, dirname and resolve',
    check: async (roundTrip) => {
      const fn = (): string[] => [
        import.meta.url,
        import.meta.filename,
        import.meta.dirname,
        import.meta.resolve('../fixtures/jobs.js'),
      ];
      const file = fileURLToPath(import.meta.url);
      assert.deepEqual(await roundTrip(fn), [
        import.meta.url,
        file,
        path.dirname(file),
        jobsUrl.href,
      ]);
    },
  },
  {
    title: 'a require made with createRequire',
    check: async (roundTrip) => {
      const fn = (): unknown =>
        (require('../fixtures/common-library.cjs') as { answer: () => number }).answer();
      assert.equal(await roundTrip(fn), 42);
    },
  },
  {
    title: 'the exports of a CommonJS module are required again, not copied',
    check: async (roundTrip) => {
      library.state.loaded = -1;
      assert.notEqual(await roundTrip(() => library.state.loaded), -1);
      assert.equal(await roundTrip(() => library.answer()), 42);
    },
  },
  {
    title: 'an exported function of a CommonJS module goes by reference',
    check: async (roundTrip) => {
      assert.equal(kindOf(common.addLocal), 'reference');
      assert.equal(await roundTrip(common.addLocal, 1), 6);
      assert.equal(await roundTrip(common.closures.plusLocal, 1), 6);
    },
  },
  {
    title: 'closures of a CommonJS module use its variables, require and __dirname',
    check: async (roundTrip) => {
      assert.equal(kindOf(common.makeLocal()), 'captured');
      assert.equal(await roundTrip(common.makeLocal(), 1), 6);
      assert.equal(typeof (await roundTrip(common.makeRequiring())), 'string');
      assert.equal(await roundTrip(common.makeFileUser()), true);
      assert.deepEqual(await roundTrip(common.makeModuleUser()), ['function', false, '.cjs']);
    },
  },
  {
    title: 'a module namespace held by a variable, used in parts and as a whole',
    check: async (roundTrip) => {
      const namespace = await import('../fixtures/jobs.js');
      assert.equal(await roundTrip((x: number) => namespace.double(x), 2), 4);
      const names = await roundTrip(() => Object.keys(namespace).includes('double'));
      assert.equal(names, true);
    },
  },
  {
    title: 'an object that a bundler made of a module: only the members in use are taken',
    check: async (roundTrip) => {
      const make = makeFunction<() => (x: number) => number>(`
        const bundle = {};
        const used = (x) => x + 1;
        Object.defineProperty(bundle, 'used', { get: () => used, enumerable: true });
        Object.defineProperty(bundle, 'unused', { get: () => new WeakMap(), enumerable: true });
        return (x) => (0, bundle.used)(x);
      `);
      assert.equal(await roundTrip(make(), 1), 2);
    },
  },
];
