import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endWith } from '#dist/core/worker/finalize.js';
import { FakePort } from './fake-port.ts';

describe('endWith', () => {
  it('ends the worker when the finalizer has come to its end', async () => {
    const port = new FakePort();
    let isDone = false;

    const ending = endWith(async () => {
      await Promise.resolve();
      isDone = true;
    }, port);
    assert.deepEqual(port.ends, []);
    await ending;

    assert.deepEqual([port.ends, isDone], [[[0, undefined]], true]);
  });

  it('says what the finalizer has thrown, and ends the worker', async () => {
    const port = new FakePort();

    await endWith(() => {
      throw new Error('no goodbye');
    }, port);

    const [[exitCode, lastMessage] = []] = port.ends;
    assert.deepEqual([exitCode, lastMessage?.kind], [0, 'finalizer-failed']);
  });
});
