/** Runs every program in examples/, with little to do. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { reasonToSkip } from '../cluster/nats-server.ts';
import { runProgram } from '../program.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);

interface Run {
  readonly args: readonly string[];
  readonly prints: RegExp;
  /** Why it cannot run here, if so. */
  readonly skip?: string | false;
}

const RUNS: Readonly<Record<string, Run>> = {
  'cluster.js': {
    args: ['--files', '16'],
    prints: /killed host 'first'.*\n(.*\n)*every file once, every output the same/,
    skip: reasonToSkip(),
  },
  'crawler.js': {
    args: ['--pages', '40', '--workers', '3', '--at-once', '2'],
    prints: /^40 pages, by 3 workers: 40 read\nat most [12] requests at a time\n$/,
  },
  'minify.js': {
    args: ['--files', '8', '--workers', '2'],
    prints: /plain loop .*\nPool\(2\) .*\nThreadPool\(2\) .*\n\n8 files, \d+ of them refused/,
  },
  'model-server.js': {
    args: ['--requests', '24', '--crash-every', '10'],
    prints: /^24 of 24 requests answered\n[1-9]\d* predictions .* has had [2-9] processes\n$/,
  },
  'ndjson.js': {
    args: ['--orders', '5000', '--workers', '2'],
    prints: /5000 orders, 5 of them broken:(\n {2}[A-Z]{2} +\d+\.\d\d){5}/,
  },
  'near-duplicates.js': {
    args: ['--folder', 'docs', '--workers', '2'],
    prints:
      /plain loop .*\nPool\(2\) .*\nThreadPool\(2\) .*\n\n(.*\n)+1 files failed:\n +docs\/dashboard\.png: is not text/,
  },
  'parallel-sort.js': {
    args: ['--numbers', '50000', '--workers', '2'],
    prints: /50000 numbers, sorted in \d+ ms by the pool,\nin \d+ ms/,
  },
  'stream.js': {
    args: ['--megabytes', '1', '--workers', '2'],
    prints:
      /(\n +\d+ lines: \d+ MB here, \d+ and \d+ MB in the workers){10}\n\n\d+ lines\/s; every line/,
  },
  'pipeline.js': {
    args: ['--files', '6'],
    prints: /^6 texts in 2 processes, \d+ different words(\n +\d+ \p{L}+){5}\n$/u,
  },
  'word-count.js': {
    args: ['--speeches', '8', '--workers', '2', '--top', '3'],
    prints: /8 speeches, \d+ different words.*(\n +\d+ {2}\p{L}+){3}/u,
  },
};

/** These have a test of their own. */
const ELSEWHERE: readonly string[] = ['server.js', 'server-tasks.js'];

describe('the example', () => {
  for (const [name, { args, prints, skip = false }] of Object.entries(RUNS)) {
    it(`${name} does its work`, { skip }, async () => {
      const end = await runProgram(new URL(name, EXAMPLES), { args });

      assert.equal(end.exitCode, 0, end.stderr);
      assert.match(end.stdout, prints);
    });
  }

  it('that is none of these is part of one of these', () => {
    const others = scripts().filter((name) => !(name in RUNS) && !ELSEWHERE.includes(name));

    const imported = Object.keys(RUNS).map((name) => readFileSync(new URL(name, EXAMPLES), 'utf8'));

    for (const name of others) {
      assert.ok(
        imported.some((text) => text.includes(`from './${name}'`)),
        `no test runs examples/${name.replace('.js', '.ts')}`,
      );
    }
  });
});

describe('the program that was ported from piscina', () => {
  it('prints with both pools the same', async () => {
    const [before, after] = await Promise.all(
      ['before', 'after'].map(
        async (side) => await runProgram(new URL(`from-piscina/${side}/main.js`, EXAMPLES)),
      ),
    );

    assert.equal(before?.exitCode, 0, before?.stderr);
    assert.equal(after?.exitCode, 0, after?.stderr);
    assert.match(after.stdout, /^1024 bytes 31\ngone 4\nno image 5\nbrightness \d+\n$/);
    assert.equal(after.stdout, before.stdout);
  });
});

/** The built files whose source is still there. */
function scripts(): string[] {
  const sources = new URL('../../../examples/', import.meta.url);
  return readdirSync(sources)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replace(/\.ts$/, '.js'));
}
