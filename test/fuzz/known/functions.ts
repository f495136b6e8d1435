/** Functions that do something else in a worker. */
import { is, type KnownRow } from './row.ts';

export const KNOWN_FUNCTIONS: readonly KnownRow[] = [
  {
    toBeMended: 'an assignment to a captured constant works, instead of throwing a TypeError',
    covers: ({ what }) => what.startsWith('after an assignment to a constant'),
    transport: 'inline',
    reproduction: (pool) => {
      const make = new Function(
        'const a = 7; return () => { try { a = 8; } catch (error) { return String(error); } return a; };',
      );
      return pool.apply((make as () => () => unknown)());
    },
    isMended: is('TypeError: Assignment to constant variable.'),
  },
  {
    toBeMended:
      'a default of a parameter uses an outer variable that the body declares with var again',
    covers: (divergence) =>
      divergence.domain === 'functions' &&
      /ReferenceError: \w+ is not defined/.test(divergence.what) &&
      /\bvar \w/.test(divergence.code.slice(divergence.code.indexOf('const keep'))),
    transport: 'inline',
    reproduction: (pool) => {
      const make = new Function('let d = 1; return function (x = d) { var d = 2; return x; };');
      return pool.apply((make as () => () => number)());
    },
    isMended: is(1),
  },
  {
    toBeMended:
      "a function that is strict by the 'use strict' of the function or eval round it is sloppy",
    covers: (divergence) =>
      divergence.domain === 'functions' &&
      divergence.way === 'closure' &&
      divergence.code.includes("'use strict'"),
    transport: 'inline',
    reproduction: (pool) => {
      const make = new Function("'use strict'; return function () { return this === undefined; };");
      return pool.apply((make as () => () => boolean)());
    },
    isMended: is(true),
  },
  {
    toBeMended:
      'a sloppy function in a block, which is a variable of the function round it, counts as captured',
    covers: (divergence) =>
      divergence.domain === 'functions' &&
      /captures variable .*, a Promise/.test(divergence.what) &&
      /\{ function \w+\(/.test(divergence.code) &&
      !divergence.code.includes("'use strict'"),
    transport: 'inline',
    reproduction: (pool) => {
      const make = new Function(`
        let d = Promise.resolve();
        const keep = () => d;
        return function () { { function d() {} } return typeof d; };`);
      return pool.apply((make as () => () => string)());
    },
    isMended: is('function'),
  },
  {
    toBeMended: 'a sloppy function that assigns to a captured variable is rebuilt as a strict one',
    covers: ({ domain, way, code, detail }) =>
      domain === 'functions' &&
      way === 'closure' &&
      !code.includes("'use strict'") &&
      /\bthis\b/.test(code) &&
      /'object'|globalThis|false/.test(detail),
    transport: 'inline',
    reproduction: (pool) => {
      const make = new Function('let x = 0; return function () { x += 1; return typeof this; };');
      return pool.apply((make as () => () => string)());
    },
    isMended: is('object'),
  },
];
