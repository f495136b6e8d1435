/** What vitest and tsx make of imports is recognised: the worker imports the same. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from '../core/codec/function/run-program.js';

const PACKAGES = {
  'node_modules/tiny/package.json': '{ "name": "tiny", "type": "module", "exports": "./index.js" }',
  'node_modules/tiny/index.js':
    'const calls = new WeakMap();\nexport const shout = (text) => (calls.set({}, 1), `${text}!`);\nexport default shout;\n',
  'node_modules/old/package.json': '{ "name": "old", "main": "index.js" }',
  'node_modules/old/index.js':
    'const calls = new WeakMap();\nmodule.exports = (text) => (calls.set({}, 1), `${text}?`);\nmodule.exports.twice = (text) => text + text;\n',
};

const VITEST = `
import { expect, test } from 'vitest';
import * as tiny from 'tiny';
import shout from 'tiny';
import old from 'old';
import { z } from 'zod';
import { Pool, ThreadPool } from 'manyhands';
import { double, isKnown } from './helpers';
const User = z.object({ name: z.string() });
test('functions under vitest', async () => {
  for (const PoolClass of [Pool, ThreadPool]) {
    const pool = new PoolClass(1);
    try {
      const values = [
        await pool.apply(() => tiny.shout('a')),
        await pool.apply(() => shout('b')),
        await pool.apply(() => Object.keys(tiny).length),
        await pool.apply(() => [old('c'), old.twice('d')].join()),
        await pool.apply(() => double(2)),
        await pool.apply(() => isKnown({})),
        await pool.apply(() => User.safeParse({ name: 1 }).success),
        await pool.apply(async () => (await import('tiny')).shout('e')),
        await pool.apply(async () => (await import('./plain.js')).triple(2)),
      ];
      expect(values).toEqual(['a!', 'b!', 2, 'c?,dd', 4, false, false, 'e!', 6]);
    } finally {
      await pool.terminate();
    }
  }
}, 60_000);
`;

const vitestFiles = {
  ...PACKAGES,
  'package.json': '{ "private": true, "type": "module" }',
  'main.test.ts': VITEST,
  'helpers.ts':
    'const known = new WeakSet();\nexport const double = (x: number) => 2 * x;\nexport const isKnown = (value: object) => known.has(value);\n',
  'plain.js': 'export const triple = (x) => 3 * x;\n',
};

describe('Functions under vitest', () => {
  for (const pool of ['forks', 'threads']) {
    it(`take along what they import, in its ${pool}`, async () => {
      const args = ['node_modules/vitest/vitest.mjs', 'run', `--pool=${pool}`, '--coverage.enabled=false']; // biome-ignore format: one command
      const output = await runProgram({ files: vitestFiles, args, env: { NO_COLOR: '1' } });

      assert.match(output, /Tests {2}1 passed/);
    });
  }
});

const TSX = `
import { Pool, ThreadPool } from 'manyhands';
import old from 'old';
import * as all from 'old';
const task = (): string => [old('c'), all.twice('d')].join();
void (async () => {
  for (const PoolClass of [Pool, ThreadPool]) {
    const pool = new PoolClass(1);
    console.log(await pool.apply(task).finally(() => pool.terminate()));
  }
})();
`;

describe('Functions under tsx', () => {
  for (const type of ['commonjs', 'module']) {
    it(`take along an imported function of a CommonJS package, in a package of type ${type}`, async () => {
      const files = { ...PACKAGES, 'package.json': JSON.stringify({ type }), 'main.ts': TSX };

      assert.equal(
        await runProgram({ files, args: ['--import', 'tsx', 'main.ts'] }),
        'c?,dd\nc?,dd\n',
      );
    });
  }

  it('do so with constants switched off: imports are no constants', async () => {
    const main = TSX.replace(
      'new PoolClass(1)',
      'new PoolClass({ workers: 1, remakeConstants: false })',
    );
    const files = { ...PACKAGES, 'package.json': '{ "type": "commonjs" }', 'main.ts': main };

    assert.equal(
      await runProgram({ files, args: ['--import', 'tsx', 'main.ts'] }),
      'c?,dd\nc?,dd\n',
    );
  });
});
