import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool, ThreadPool } from 'manyhands';

function throwSharedMemory(): never {
  throw new SharedArrayBuffer(4);
}

describe('What a task threw and nobody can send', () => {
  it('is explained by processes that share no memory', async () => {
    await using pool = new Pool(1);

    await assert.rejects(pool.apply(throwSharedMemory), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: /processes share no memory\n {2}→ use a ThreadPool/,
    });
  });

  it('is not explained to the user of a ThreadPool as if processes were at work', async () => {
    await using pool = new ThreadPool(1);

    await assert.rejects(pool.apply(throwSharedMemory), (error: Error) => {
      assert.doesNotMatch(error.message, /process|ThreadPool/);
      return true;
    });
  });
});
