/** Holds docs/coming-from-python.md against a real Python, if there is one: its names, and what its examples print. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../program.ts';
import type { Block } from './blocks.ts';
import { compileBlocks } from './compile-blocks.ts';

const ROOT = new URL('../../../', import.meta.url);
const OUT = new URL('build/docs-of-python/', ROOT);
const PAGE = readFileSync(new URL('docs/coming-from-python.md', ROOT), 'utf8');
/** Where Python stands; the page has what came with 3.14 as well. */
const [, version = ''] = /Python 3\.(\d+)/.exec(python(['--version'])) ?? [];
const skip = version === '' ? 'there is no python3' : false;

/** A pair of blocks that print the same. */
interface Pair {
  readonly line: number;
  readonly python: string;
  readonly ts: Block;
}

describe('the page for those who come from Python', () => {
  it('has every public name of multiprocessing and concurrent.futures', { skip }, () => {
    const script = fileURLToPath(new URL('test/docs/python-names.py', ROOT));
    const names = JSON.parse(python([script])) as Record<string, readonly string[]>;

    const missing = Object.entries(names).flatMap(([section, all]) => {
      const known = new Set(namesIn(section).map(({ name }) => name));
      return all.filter((name) => !known.has(name)).map((name) => `${section}: ${name}`);
    });

    assert.deepEqual(missing, []);
    assert.ok(Object.values(names).flat().length > 150);
  });

  it('has no name that Python has not', { skip }, () => {
    const script = fileURLToPath(new URL('test/docs/python-names.py', ROOT));
    const names = JSON.parse(python([script])) as Record<string, readonly string[]>;

    const surplus = Object.entries(names).flatMap(([section, all]) =>
      namesIn(section)
        .filter(({ name, since }) => !all.includes(name) && Number(version) >= since)
        .map(({ name }) => `${section}: ${name}`),
    );

    assert.deepEqual(surplus, []);
  });

  it('has three cells in each row, the second of which is never empty', () => {
    const rows = PAGE.match(/^\| `.*$/gm) ?? [];

    const odd = rows.filter((row) => !/^\| `[^|]*` \| [^|]+ \|( [^|]* | )\|$/.test(row));

    assert.ok(rows.length > 100);
    assert.deepEqual(odd, []);
  });
});

describe('an example in both languages', () => {
  const pairs = pairsOf(PAGE);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-python-'));
    compileBlocks(
      pairs.map(({ ts }) => ts),
      OUT,
      nameOf,
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is there for each that is in Python', () => {
    assert.equal(pairs.length, PAGE.match(/^```python$/gm)?.length);
    assert.ok(pairs.length >= 9);
  });

  for (const pair of pairs) {
    it(`prints the same: line ${pair.line}`, { skip, timeout: 120_000 }, async () => {
      const file = join(folder, `${nameOf(pair.ts).replaceAll('-', '_')}.py`);
      writeFileSync(file, pair.python);

      const there = python([file]);
      const here = await runProgram(new URL(`${nameOf(pair.ts)}.js`, OUT));

      assert.deepEqual([here.exitCode, here.stderr], [0, '']);
      assert.notEqual(there, '');
      assert.equal(here.stdout, there);
    });
  }
});

/** What it prints; nothing if it cannot be started. */
function python(args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('python3', args, { encoding: 'utf8' });
  if (error === undefined) assert.equal(status, 0, stderr);
  return stdout ?? '';
}

/** The names in the first cells of the rows below a heading, and since which Python 3.x they are there. */
function namesIn(section: string): { readonly name: string; readonly since: number }[] {
  const [, text = ''] = PAGE.split(`\n## ${section}\n`);
  const [own = ''] = text.split('\n## ');
  return [...own.matchAll(/^\| (`[^|]*) \| (.*)$/gm)].flatMap(([, cell = '', rest = '']) => {
    const since = Number(/\(Python 3\.(\d+)\)/.exec(rest)?.[1] ?? 0);
    return [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => ({ name, since }));
  });
}

function pairsOf(page: string): Pair[] {
  const found = page.matchAll(/^```python\n([^]*?)^```\n\n```ts\n([^]*?)^```$/gm);
  return [...found].map(({ 1: code = '', 2: ts = '', index }) => {
    const line = page.slice(0, index).split('\n').length;
    return { line, python: code, ts: { file: 'python', line, info: '', code: ts } };
  });
}

function nameOf({ line }: Block): string {
  return `python-${line}`;
}
