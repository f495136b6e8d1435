/** What keeps a program alive, and what does not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { runProgram } from '../program.ts';

describe('a program with served objects', { timeout: 120_000 }, () => {
  const programs: readonly [title: string, name: string, stdout: string][] = [
    ['ends by itself when it waits for nobody', 'waits-for-nobody', '3\n'],
    ['stays while it waits for what a worker may bring', 'waits-for-a-worker', 'later\n'],
    ['stays until a limit is reached', 'waits-in-vain', 'ERR_POOL_TIMEOUT\n'],
  ];
  for (const [title, name, stdout] of programs) {
    it(title, async () => {
      const end = await runProgram(new URL(`./programs/${name}.js`, import.meta.url));

      assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, stdout, '']);
    });
  }

  it('needs no loading at once: workers load the classes that they lack', async () => {
    const end = await runProgram(new URL('./programs/loads-late.js', import.meta.url), {
      execArgv: ['--no-experimental-require-module'],
    });

    assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, 'false\n', '']);
  });

  it('is warned, once, of a task that ends with a lock in its hand', async () => {
    const end = await runProgram(new URL('./programs/forgets-to-release.js', import.meta.url));

    assert.deepEqual([end.exitCode, end.stdout], [0, 'so far nothing\n']);
    const warnings = end.stderr.match(/\[MANYHANDS_UNRELEASED\] Warning: a task has ended/g);
    assert.equal(warnings?.length, 1, end.stderr);
  });

  it('leaves no socket behind, whatever ends it', {
    skip: process.platform !== 'linux',
  }, async () => {
    const path = { own: '' };
    await runProgram(new URL('./programs/is-killed.js', import.meta.url), {
      onOutput: (text, child) => {
        path.own = text.trim();
        child.kill('SIGKILL');
      },
    });

    assert.match(path.own, /^manyhands-/);
    assert.doesNotMatch(readFileSync('/proc/net/unix', 'utf8'), new RegExp(path.own));
  });
});
