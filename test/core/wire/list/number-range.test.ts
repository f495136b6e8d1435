import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteReader, ByteWriter } from '#dist/core/wire/bytes.js';
import { encodeFrame } from '#dist/core/wire/frame.js';
import { NumberRange, readRange, writeRange } from '#dist/core/wire/list/number-range.js';
import type { RunChunk, ToWorker } from '#dist/core/wire/messages.js';
import { JOURNEYS, SPEC } from '../journeys.ts';

function rangeOf(start: number, step: number, length: number): NumberRange {
  return new NumberRange({ start, step, length });
}

function run(items: RunChunk['items']): ToWorker {
  return { kind: 'run', chunks: [{ id: 1, spec: SPEC, items, attempt: 0 }] };
}

function written(start: number, step: number, length: number): Buffer {
  const out = new ByteWriter();
  writeRange(out, rangeOf(start, step, length));
  return Buffer.from(out.view());
}

describe('A range of numbers', () => {
  for (const { name, send } of JOURNEYS) {
    it(`crosses as ${name}, and is still none that anybody has written down`, () => {
      const message = send(run(rangeOf(5, -2, 1_000_000_000)));

      const items = message.kind === 'run' ? message.chunks[0]?.items : undefined;
      assert.ok(items instanceof NumberRange);
      assert.deepEqual([...items.slice(0, 2), items.length], [5, 3, 1_000_000_000]);
    });
  }

  it('crosses in as many bytes, whatever its length', () => {
    const few = encodeFrame(run(rangeOf(0, 1, 300)));

    const many = encodeFrame(run(rangeOf(0, 1, 1_000_000_000)));

    assert.equal(many.length, few.length);
    assert.ok(many.length < 64, `${many.length} bytes`);
  });

  it('is packed as integers of 32 bits if all of it are, and as fractions otherwise', () => {
    const lists = [
      rangeOf(1, 2, 3),
      rangeOf(0, 0.5, 3),
      rangeOf(2 ** 31 - 2, 1, 3),
      rangeOf(3, -1, 0),
    ].map((range) => range.toNumbers());

    assert.deepEqual(lists, [
      Int32Array.of(1, 3, 5),
      Float64Array.of(0, 0.5, 1),
      Float64Array.of(2 ** 31 - 2, 2 ** 31 - 1, 2 ** 31),
      new Int32Array(0),
    ]);
  });

  it('is cut into others, by its positions', () => {
    const range = rangeOf(10, 5, 6);

    assert.deepEqual([...range.slice(2, 4)], [20, 25]);
    assert.deepEqual([...range.slice(4, 99)], [30, 35]);
    assert.deepEqual([...range.slice(3, 3)], []);
  });

  it('has the same numbers in whatever way they are asked for', () => {
    const range = rangeOf(-1, 0.1, 50);
    const byPosition = Array.from({ length: 50 }, (_, at) => range.at(at));

    assert.deepEqual([...range], byPosition);
    assert.deepEqual(Array.from(range.toNumbers()), byPosition);
    assert.deepEqual([...range.slice(7, 30).slice(3, 9)], byPosition.slice(10, 16));
    assert.deepEqual([...range.slice(7, 30).toNumbers()], byPosition.slice(7, 30));
  });

  it('of fractions has the same numbers after a journey, wherever it was cut', () => {
    const part = rangeOf(-1, 0.1, 50).slice(7, 30);
    const expected = [...part];

    for (const { send } of JOURNEYS) {
      const message = send(run(part));
      const items = message.kind === 'run' ? message.chunks[0]?.items : undefined;
      assert.deepEqual(Array.from(items ?? []), expected);
    }
  });

  it('is refused where its numbers cannot be', () => {
    for (const [start, step] of [
      [Number.NaN, 1],
      [0, Number.POSITIVE_INFINITY],
      [0, 0],
    ] as const) {
      const bytes = written(start, step, 3);

      assert.throws(() => readRange(new ByteReader(bytes, 0)), RangeError);
    }
  });
});
