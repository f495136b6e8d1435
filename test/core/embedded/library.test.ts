/** Texts in place of files. Those of the package itself run in `test/bundlers`. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { brotliCompressSync } from 'node:zlib';
import { open } from '#dist/core/embedded/library.js';

const FOLDER = '/folder-of-a-test/';
const LIBRARY = readFileSync(
  new URL('../../../src/core/embedded/library.js', import.meta.url),
  'utf8',
);
const FILES = {
  'library.cjs': asCommonJs(LIBRARY),
  'a.cjs':
    "exports.b = require('./b.cjs'); exports.a = require('/folder-of-a-test/a.cjs') === exports;",
  'b.cjs':
    'globalThis.runs = (globalThis.runs ?? 0) + 1; exports.runs = globalThis.runs; exports.place = __filename;',
  'c.cjs': "exports.join = require('node:path').join; exports.load = () => import('node:url');",
  'entry.cjs':
    "console.log(JSON.stringify([require('./b.cjs').place, process.execArgv, process.argv.slice(1)]));",
};

/** Its only import is one of Node's. */
function asCommonJs(module: string): string {
  return module
    .replace(/^import \{(.*)\} from '(.*)';$/m, "const {$1} = require('$2');")
    .replace('export function open', 'exports.open = open; function open');
}

/** As `scripts/bundle/embedded.mjs` does. */
function pack(): Buffer {
  const ours = brotliCompressSync(JSON.stringify(FILES));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(ours.length);
  return Buffer.concat([length, ours, Buffer.from('{}')]);
}

describe('Texts in place of files', () => {
  const library = open(FILES, pack(), FOLDER);

  it('require each other, and run once', () => {
    const { a, b } = library.require('./a.cjs') as {
      a: boolean;
      b: { runs: number; place: string };
    };
    const again = library.require('./b.cjs');

    assert.deepEqual([a, b.runs, b.place], [true, 1, '/folder-of-a-test/b.cjs']);
    assert.equal(again, b);
    assert.deepEqual([...library.loaded.keys()].sort(), [`${FOLDER}a.cjs`, `${FOLDER}b.cjs`]);
  });

  it("have Node's own modules, and an import()", async () => {
    const loaded = library.require('./c.cjs') as {
      readonly join: (...parts: string[]) => string;
      readonly load: () => Promise<{ URL: unknown }>;
    };

    assert.equal(loaded.join('a', 'b'), 'a/b');
    assert.equal((await loaded.load()).URL, URL);
  });

  it('run in a thread', async () => {
    const { files, packed } = library;
    const worker = new Worker(library.threadScript('entry.cjs'), {
      ...{ eval: true, stdout: true, execArgv: [] },
      workerData: { library: { files, packed } },
    });

    const [printed] = await Promise.all([text(worker.stdout), once(worker, 'exit')]);

    assert.equal((JSON.parse(printed) as unknown[])[0], '/folder-of-a-test/b.cjs');
  });

  it('run in a process, which sees nothing of how it was started', async () => {
    const args = ['-e', library.processScript('entry.cjs', 3), '--', 'given'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
    (child.stdio[3] as Writable).end(library.packed);

    const printed = await text(child.stdout as NodeJS.ReadableStream as never);

    assert.deepEqual(JSON.parse(printed), [
      '/folder-of-a-test/b.cjs',
      [],
      ['/folder-of-a-test/entry.cjs', 'given'],
    ]);
  });
});
