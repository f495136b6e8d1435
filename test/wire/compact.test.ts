import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromCompact, toCompact } from '#dist/wire/compact.js';
import type { RunChunk, ToWorker } from '#dist/wire/messages.js';
import { fc } from '../property.ts';
import { anyMessage, plain } from './any-message.ts';

describe('the compact shape of messages', () => {
  it('means the same after a clone', () => {
    fc.assert(
      fc.property(anyMessage(), (message) => {
        const arrived = fromCompact<typeof message>(structuredClone(toCompact(message)));

        assert.deepEqual(plain(arrived), plain(message));
      }),
    );
  });

  it('leaves behind what only one side needs, so that a chunk with its job can be sent', () => {
    const chunk = {
      id: 1,
      fn: { id: 'hash', name: 'fn', body: () => 'not cloneable' },
      items: [1],
      call: 'one',
      onError: 'stop',
      timed: true,
      budgetMs: 8,
      attempt: 2,
      job: { notCloneable: () => {} },
    } satisfies RunChunk & { job: object };

    const arrived = fromCompact<ToWorker>(
      structuredClone(toCompact({ kind: 'run', chunks: [chunk] })),
    );

    const { job: _, ...sent } = chunk;
    assert.deepEqual(plain(arrived), {
      kind: 'run',
      chunks: [{ ...sent, fn: { id: 'hash', name: '', body: null } }],
    });
  });
});
