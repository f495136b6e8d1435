import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool } from '#dist/core/api/pool.js';
import { ThreadPool } from '#dist/core/api/thread-pool.js';
import { OptionError } from '#dist/core/base/errors.js';
import { threadTransport } from '#dist/core/transport/thread.js';

describe('ThreadPool', () => {
  it('is a Pool over threads, made from a number of workers', async () => {
    await using pool = new ThreadPool(1);

    assert.ok(pool instanceof Pool);
    assert.deepEqual([pool.options.workers, pool.options.transport], [1, threadTransport]);
  });

  it('or from options', async () => {
    await using pool = new ThreadPool({ workers: 1, name: 'mine' });

    assert.deepEqual([pool.options.name, pool.options.transport], ['mine', threadTransport]);
  });

  it('stays one, whatever transport it is given by somebody without types', async () => {
    await using pool = new ThreadPool({ workers: 1, transport: 'process' } as { workers: number });

    assert.equal(pool.options.transport, threadTransport);
  });

  it('refuses what a Pool refuses', () => {
    assert.throws(() => new ThreadPool(0), OptionError);
  });
});
