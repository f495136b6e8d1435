import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { resolveWith } from '#dist/core/api/async-result.js';
import type { Outcome } from '#dist/core/base/outcome.js';

async function settled(outcome: Outcome<unknown>): Promise<readonly unknown[]> {
  const promise = new Promise((resolve) => resolveWith(outcome, resolve));
  return await promise.then(
    (value) => ['resolved', value],
    (error: unknown) => ['rejected', error],
  );
}

describe('resolveWith', () => {
  it('resolves with the value', async () => {
    assert.deepEqual(await settled({ ok: true, value: 1 }), ['resolved', 1]);
  });

  it('rejects with the error', async () => {
    assert.deepEqual(await settled({ ok: false, error: 'no' }), ['rejected', 'no']);
  });

  it('tells an undefined that was returned from one that was thrown', async () => {
    assert.deepEqual(await settled({ ok: true, value: undefined }), ['resolved', undefined]);
    assert.deepEqual(await settled({ ok: false, error: undefined }), ['rejected', undefined]);
  });
});

describe('a failure of `apply` that nobody handles', () => {
  it('is told once, of the promise that the caller has', () => {
    const program = `
      import { ThreadPool } from 'manyhands';
      const told = [];
      process.on('unhandledRejection', (error, promise) => told.push([error.message, promise === failing]));
      process.on('rejectionHandled', () => told.push('handled later'));
      const pool = new ThreadPool(1);
      const failing = pool.apply(() => { throw new Error('on purpose'); });
      await pool.apply(() => 1);
      const failed = await pool.applyAsync(() => { throw new Error('handled'); }).catch((error) => error.message);
      await pool.terminate();
      console.log(JSON.stringify([told, failed]));
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    assert.equal(stdout, '[[["on purpose",true]],"handled"]\n');
  });
});
