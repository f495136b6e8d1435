/** Jest loads all that a test uses into a context of its own: whatever arrives there is to be of that context. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from '../core/codec/function/run-program.js';

const TEST = `
const { Pool, ThreadPool } = require('manyhands');
const make = () => ({
  list: [{ a: 1, b: 'x' }, []], map: new Map([[1, { c: new Set([2]) }]]), date: new Date(5), regexp: /x/g,
  bytes: new Uint8Array(3), floats: new Float64Array(2), buffer: new ArrayBuffer(2), node: Buffer.from('a'), error: new RangeError('no'),
});
test.each([['Pool', Pool], ['ThreadPool', ThreadPool]])('%s', async (name, Kind) => {
  const pool = new Kind({ workers: 1, initializer: (n) => n, initArgs: [1] });
  try {
    const made = await pool.apply(make);
    expect(made).toStrictEqual(make());
    expect(made.map).toBeInstanceOf(Map);
    expect(await pool.map(make, [1, 2])).toStrictEqual([make(), make()]);
    const streamed = [];
    for await (const one of pool.imap((x) => x, [make(), make()])) streamed.push(one);
    expect(streamed).toStrictEqual([make(), make()]);
    const many = Array.from({ length: 20_000 }, (_, i) => i / 2);
    expect(await pool.map((x) => x * 2, many)).toStrictEqual(many.map((x) => x * 2));
    const captured = new Float64Array([1, 2]);
    expect(await pool.apply(() => captured[1])).toBe(2);
    await expect(pool.apply(() => { throw new TypeError('mine'); })).rejects.toThrow(TypeError);
    await expect(pool.apply(() => process.exit(3))).rejects.toMatchObject({ exitCode: 3 });
  } finally {
    await pool.terminate();
  }
}, 60_000);
`;

/** As jsdom: timers are numbers, there is no structuredClone and no setImmediate, and buffers are of the page. */
const PAGE = `
const { TestEnvironment } = require('jest-environment-node');
const { runInContext } = require('node:vm');
module.exports = class extends TestEnvironment {
  constructor(...given) {
    super(...given);
    for (const name of ['setTimeout', 'setInterval']) {
      const { [name]: start } = this.global;
      this.global[name] = (...args) => start(...args)[Symbol.toPrimitive]();
    }
    for (const name of ['structuredClone', 'setImmediate', 'clearImmediate']) delete this.global[name];
    this.global.ArrayBuffer = runInContext('new Int8Array(1).buffer.constructor', this.context);
  }
};
`;

describe('What arrives in Jest is of its context', () => {
  for (const [title, environment] of [
    ['as it comes', 'node'],
    ['with a page in the place of what is Node, as jsdom', './page.cjs'],
  ] as const) {
    it(title, async () => {
      const config = { testMatch: ['**/main.test.cjs'], testEnvironment: environment };
      const files = {
        'package.json': '{ "private": true }',
        'main.test.cjs': TEST,
        'page.cjs': PAGE,
        'jest.config.json': JSON.stringify(config),
      };

      const output = await runProgram({ files, args: ['node_modules/jest/bin/jest.js'] });

      assert.equal(output, ''); // it writes to stderr; a test that fails is a program that fails
    });
  }
});
