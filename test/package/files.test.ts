/** What the build must see to: which module is in which file of the published package, and what is loaded late. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const DIST = new URL('../../../dist/', import.meta.url);
const require = createRequire(DIST);
const TASKS = new URL('../conformance/tasks.js', import.meta.url).href;

const COMMON = new URL('../core/codec/function/fixtures/common.cjs', import.meta.url);

/** Runs in a browser: it has copies of what it shares with the program. */
const PAGE = 'dashboard-page.js';

/** What `scripts/build.mjs` has put into which file. */
const MODULES = JSON.parse(readFileSync(new URL('../build/modules.json', DIST), 'utf8')) as Record<
  string,
  readonly string[]
>;

describe('the files of the package', () => {
  const texts = readdirSync(DIST)
    .filter((name) => /\.c?js$/.test(name) && name !== PAGE)
    .map((name) => ({ name, text: readFileSync(new URL(name, DIST), 'utf8') }));
  const modulesIn = (file: string): readonly string[] => MODULES[file] ?? [];

  it('have no module twice', () => {
    const modules = texts.flatMap(({ name }) => modulesIn(name));

    const twice = modules.filter((path, index) => modules.indexOf(path) !== index);

    assert.ok(modules.length > 250, `only ${modules.length} modules found`);
    assert.deepEqual(twice, []);
  });

  it('are what src/core/base/own-files.ts takes them for', () => {
    assert.ok(modulesIn('worker.cjs').includes('src/core/worker/run-chunk.ts'));
    assert.ok(modulesIn('core.cjs').includes('src/core/base/errors.ts'));
    assert.ok(modulesIn('core.cjs').includes('src/core/base/own-files.ts'));
  });

  it('give a worker nothing that only failures, closures and programs need', () => {
    const loaded = ['process-entry.cjs', 'thread-entry.cjs', 'worker.cjs', 'core.cjs', 'wire.cjs'];

    const foreign = loaded
      .flatMap(modulesIn)
      .filter((path) =>
        /^src\/core\/(api|schedule|job|codec\/(error|function\/capture))\//.test(path),
      );

    assert.deepEqual(foreign, []);
  });

  it('hold nothing but names where `import` begins, because Node reads all of that for them', () => {
    for (const entry of ['index.cjs', 'cluster.cjs', 'progress.cjs'])
      assert.deepEqual(modulesIn(entry), []);
  });

  it('are read by a program that maps an exported function only so far as it needs them', () => {
    const program = `
      const { Pool, ThreadPool } = require(${JSON.stringify(fileURLToPath(new URL('index.cjs', DIST)))});
      const { basename } = require('node:path');
      (async () => {
        const { square } = await import(${JSON.stringify(TASKS)});
        for (const pool of [new Pool(1), new ThreadPool(1)]) {
          await pool.map(square, [3]);
          await pool.terminate();
        }
        const ours = Object.keys(require.cache).filter((file) => /dist.[a-z-]+\\.cjs$/.test(file));
        console.log(ours.map((file) => basename(file)).sort().join());
      })();`;

    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });

    assert.equal(stderr, '');
    assert.equal(
      stdout.trim(),
      'api.cjs,capture.cjs,code-cache.cjs,core.cjs,encode.cjs,index.cjs,inspect.cjs,pool.cjs,wire.cjs',
    );
  });

  it('are read by a program that only imports it without what serves workers', () => {
    const program = `
      require(${JSON.stringify(fileURLToPath(new URL('index.cjs', DIST)))});
      const { basename } = require('node:path');
      console.log(Object.keys(require.cache).map((file) => basename(file)).sort().join());`;

    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });

    assert.equal(stderr, '');
    assert.equal(stdout.trim(), 'api.cjs,code-cache.cjs,core.cjs,index.cjs');
  });

  it('ask no inspector for an export of a CommonJS module', () => {
    const program = `
      const { Pool } = require(${JSON.stringify(fileURLToPath(new URL('index.cjs', DIST)))});
      const { addLocal } = require(${JSON.stringify(fileURLToPath(COMMON))});
      (async () => {
        const pool = new Pool(1);
        const [sum] = await pool.map(addLocal, [3]);
        await pool.terminate();
        console.log(sum, process.moduleLoadList.includes('NativeModule inspector'));
      })();`;

    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });

    assert.equal(stderr, '');
    assert.match(stdout, /^\d+ false\n$/);
  });

  it('take nothing but functions from what is loaded with the first call', () => {
    const late = texts
      .filter(({ name }) => ['api.cjs', 'pool.cjs', 'encode.cjs', 'capture.cjs'].includes(name))
      .flatMap(({ text }) => [...text.matchAll(/\(\{([^{}]*)\}=require\("([^"]*)"\)\)/g)]);

    const notFunctions = late.flatMap(([, names = '', file = '']) => {
      const exports = require(file) as Record<string, unknown>;
      return names
        .split(',')
        .map((name) => name.replace(/:.*/, ''))
        .filter(
          (name) =>
            typeof exports[name] !== 'function' || String(exports[name]).startsWith('class'),
        );
    });

    assert.equal(late.length, 13);
    assert.deepEqual(notFunctions, []);
  });
});
