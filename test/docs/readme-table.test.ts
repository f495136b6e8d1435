/** What the README's table says of others, where it can be tried; killed workers are in docs/never-hang.md. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Piscina } from 'piscina';
import { Tinypool } from 'tinypool';
import workerpool from 'workerpool';

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const skip = spawnSync('python3', ['--version']).status === 0 ? false : 'there is no python3';

/** The cells of a row after the first. */
function row(title: string): string[] {
  const line = README.split('\n').find((text) => text.startsWith(`| ${title} |`)) ?? '';
  return line
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

describe('The README says of a local function', () => {
  const by = 3;

  it('that piscina and tinypool need a worker file', async () => {
    assert.equal(row('a local function or closure')[1], 'no, a worker file');
    for (const Other of [Piscina, Tinypool]) {
      const pool = new Other({ maxThreads: 1 } as object);
      const run = async (): Promise<unknown> => await pool.run(() => by);

      await assert.rejects(run, /filename|could not be cloned/);

      await pool.destroy();
    }
  });

  it('that workerpool sends it by its text, without its variables', async () => {
    assert.equal(row('a local function or closure')[2], 'by text, without its variables');
    const pool = workerpool.pool({ maxWorkers: 1 });

    const own = await pool.exec((x: number) => x * 2, [4]);
    const captured = pool.exec((x: number) => x * by, [4]);

    assert.equal(own, 8);
    await assert.rejects(async () => await captured, /by is not defined/);
    await pool.terminate();
  });
});

describe("The README says of Python's Pool", { skip }, () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-readme-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function python(name: string, lines: readonly string[]): string {
    const file = join(folder, `${name}.py`);
    writeFileSync(file, lines.join('\n'));
    const { stdout, stderr } = spawnSync('python3', [file], { encoding: 'utf8' });
    assert.equal(stderr, '');
    return stdout.trim();
  }

  it('that it takes neither lambdas nor local functions', () => {
    assert.match(row('a local function or closure')[3] ?? '', /cannot be pickled/);
    const printed = python('pickled', [
      'from multiprocessing import Pool',
      'def local():',
      '    def inner(x): return x',
      '    return inner',
      "if __name__ == '__main__':",
      '    with Pool(1) as pool:',
      '        for f in (lambda x: x, local()):',
      '            try: print(pool.map(f, [1]))',
      '            except Exception as error: print("pickle" in str(error).lower())',
    ]);

    assert.equal(printed, 'True\nTrue');
  });

  it('that it hangs when a worker is killed in a task', () => {
    assert.equal(row('a worker is killed in a task')[3], 'hangs');
    const printed = python('killed', [
      'import os, signal, multiprocessing as mp',
      'def die(x): os.kill(os.getpid(), signal.SIGKILL)',
      "if __name__ == '__main__':",
      '    with mp.Pool(1) as pool:',
      '        try: pool.apply_async(die, (1,)).get(timeout=5)',
      '        except mp.TimeoutError: print("still waiting")',
    ]);

    assert.equal(printed, 'still waiting');
  });

  it('that imap reads everything', () => {
    assert.match(
      row('ordered, lazy `imap` with back-pressure')[3] ?? '',
      /reads everything at once/,
    );
    const printed = python('reads', [
      'from multiprocessing import Pool',
      'import sys, time',
      'read = 0',
      'def items():',
      '    global read',
      '    for x in range(10000):',
      '        read += 1',
      '        yield x',
      "if __name__ == '__main__':",
      '    with Pool(1) as pool:',
      '        results = pool.imap(abs, items())',
      '        next(results)',
      '        deadline = time.time() + 60',
      '        while read < 10000 and time.time() < deadline: time.sleep(0.05)',
      '        print(read)',
    ]);

    assert.equal(printed, '10000');
  });
});
