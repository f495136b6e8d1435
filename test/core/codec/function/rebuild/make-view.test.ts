import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeMemory, makeView } from '#dist/core/codec/function/rebuild/make-view.js';
import { FakeRebuilding } from './nodes.ts';

const bytes = Uint8Array.of(1, 2, 3, 4).buffer;

describe('A view', () => {
  const memory = makeMemory(new FakeRebuilding(), { kind: 'memory', bytes: [bytes], start: 16 });
  const node = {
    kind: 'view',
    memory: 0,
    byteOffset: 18,
    length: 2,
    properties: [],
    integrity: 0,
  } as const;

  for (const type of ['Uint8Array', 'Buffer', 'Int8Array']) {
    it(`is made over its memory: ${type}`, () => {
      const view = makeView(new FakeRebuilding(memory), { ...node, type }) as Uint8Array;

      assert.equal(view.constructor.name, type);
      assert.deepEqual([view.buffer, view.byteOffset, [...view]], [bytes, 2, [3, 4]]);
    });
  }
});
