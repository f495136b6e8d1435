import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EngineError } from '#dist/cluster/engine/engine-error.js';
import { dropChunks } from '#dist/cluster/engine/nats/drop-chunks.js';
import type { NatsContext } from '#dist/cluster/engine/nats/nats-context.js';
import { Subjects } from '#dist/cluster/engine/nats/subjects.js';

describe('dropChunks', () => {
  it('rejects once if the connection closes half-way, and drops no promise', async () => {
    const closed = new EngineError('closed', 'closed');
    const stray: unknown[] = [];
    const onStray = (error: unknown): void => void stray.push(error);
    process.on('unhandledRejection', onStray);
    let calls = 0;
    const retry = async (what: string, call: () => Promise<unknown>): Promise<unknown> => {
      calls += 1;
      if (what === 'drop chunks') throw closed;
      if (calls < 7) return await call();
      await new Promise((resolve) => setImmediate(resolve));
      throw closed;
    };
    const getMessage = async (_: string, { seq }: { seq: number }) => ({
      seq,
      header: { get: () => '', keys: () => [] },
      data: new Uint8Array(0),
    });
    const info = async () => ({ state: { subjects: { 'mh.p.c.0.any.j': 5 } } });
    const context = {
      connection: { retry, nc: { info: { version: '2.9.10' } } },
      jsm: { streams: { getMessage, info } },
      subjects: new Subjects('p'),
    } as unknown as NatsContext; // all that it uses

    await assert.rejects(dropChunks(context, 0, 'j'), closed);
    await new Promise((resolve) => setImmediate(resolve));

    process.off('unhandledRejection', onStray);
    assert.deepEqual(stray, []);
  });
});
