import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Memories } from '#dist/core/codec/function/capture/memories.js';

const buffer = Uint8Array.of(1, 2, 3, 4).buffer;

function take(...parts: readonly (readonly [from: number, to: number])[]) {
  const memories = new Memories();
  const slots = parts.map(([from, to]) => memories.slotFor({ buffer, from, to }, () => 7));
  const nodes = [...memories.nodes()].map(([slot, { bytes, start }]) => {
    const [copied] = bytes as readonly [ArrayBuffer];
    return { slot, start, bytes: [...new Uint8Array(copied)] };
  });
  return { slots, nodes };
}

describe('Memory', () => {
  it('of one view is what it shows', () => {
    assert.deepEqual(take([1, 3]), { slots: [7], nodes: [{ slot: 7, start: 1, bytes: [2, 3] }] });
  });

  it('of several views is the whole buffer, once', () => {
    assert.deepEqual(take([1, 3], [2, 3]), {
      slots: [7, 7],
      nodes: [{ slot: 7, start: 0, bytes: [1, 2, 3, 4] }],
    });
  });

  it('that can be resized stays so, and whole', () => {
    const memories = new Memories();
    const growing = new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(8, {
      maxByteLength: 16,
    });

    memories.slotFor({ buffer: growing, from: 0, to: 2 }, () => 7);

    assert.deepEqual([...memories.nodes()], [[7, { kind: 'memory', bytes: [growing], start: 0 }]]);
  });

  it('that is shared is not copied', () => {
    const memories = new Memories();

    memories.slotFor({ buffer: new SharedArrayBuffer(4), from: 0, to: 4 }, () => 7);

    assert.deepEqual([...memories.nodes()], []);
  });
});
