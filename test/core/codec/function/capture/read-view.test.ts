import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readView } from '#dist/core/codec/function/capture/read-view.js';

describe('A view', () => {
  const buffer = new ArrayBuffer(32);
  const memory = { buffer, from: 8, to: 16 };
  const VIEWS: readonly (readonly [view: ArrayBufferView, type: string, length: number])[] = [
    [new Float64Array(buffer, 8, 1), 'Float64Array', 1],
    [new Uint16Array(buffer, 8, 4), 'Uint16Array', 4],
    [Buffer.from(buffer, 8, 8), 'Buffer', 8],
    [new DataView(buffer, 8, 8), 'DataView', 8],
  ];
  for (const [view, type, length] of VIEWS) {
    it(`is read as what it is: ${type}`, () => {
      assert.deepEqual(readView(view), { type, length, byteOffset: 8, memory });
    });
  }

  it('has no length of its own if it grows with its buffer', () => {
    const growing = new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(8, {
      maxByteLength: 16,
    });
    const views = [
      new Uint16Array(growing),
      new Uint16Array(growing, 4),
      new Uint16Array(growing, 4, 2),
      new Uint8Array(8),
    ];

    assert.deepEqual(
      views.map((view) => readView(view).length),
      [undefined, undefined, 2, 8],
    );
  });

  it('is read past the getters of its own class', () => {
    class Odd extends Uint8Array {
      override get length(): number {
        throw new Error('called');
      }
    }

    assert.deepEqual(readView(new Odd(buffer, 8, 8)), {
      type: 'Uint8Array',
      length: 8,
      byteOffset: 8,
      memory,
    });
  });
});
