import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeable, stable } from '#dist/core/codec/function/capture/describer.js';

describe('A description', () => {
  it('says of a node whether it may differ next time', () => {
    const node = { kind: 'plain', value: 1 } as const;

    assert.deepEqual([stable(node), changeable(node)], [
      { node, isStable: true },
      { node, isStable: false },
    ]); // biome-ignore format: one row
  });
});
