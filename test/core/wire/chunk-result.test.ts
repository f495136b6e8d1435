import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eachOutcome } from '#dist/core/wire/chunk-result.js';
import { countOutcomes } from '#dist/core/wire/codec.js';
import type { ChunkResult } from '#dist/core/wire/messages.js';
import { fc } from '../../property.ts';

function read(result: ChunkResult): unknown[] {
  const seen: unknown[] = [];
  eachOutcome(result, {
    onValue: (offset, value) => seen.push([offset, 'value', value]),
    onError: (offset, error) => seen.push([offset, 'error', error]),
  });
  return seen;
}

describe('eachOutcome', () => {
  it('visits values and errors in the order of the items', () => {
    const error = { kind: 'x' };
    const result: ChunkResult = {
      id: 1,
      from: 3,
      values: ['a', 'b'],
      errors: [
        [3, error],
        [5, error],
      ],
      runMs: 0,
    };

    assert.deepEqual(read(result), [
      [3, 'error', error],
      [4, 'value', 'a'],
      [5, 'error', error],
      [6, 'value', 'b'],
    ]);
    assert.equal(countOutcomes(result), 4);
  });

  it('counts the items of a fold by what it says of them', () => {
    const fold: ChunkResult = { id: 1, from: 0, values: [42], errors: [], runMs: 0, covers: 512 };

    assert.deepEqual(read(fold), [[0, 'value', 42]]);
    assert.equal(countOutcomes(fold), 512);
  });

  it('finds every outcome at its own place, wherever the failures are', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 50 }),
        fc.array(fc.boolean(), { maxLength: 60 }),
        (from, isGood) => {
          const result: ChunkResult = {
            id: 1,
            from,
            values: isGood.flatMap((good, i) => (good ? [`value ${from + i}`] : [])),
            errors: isGood.flatMap((good, i) =>
              good ? [] : [[from + i, { kind: `error ${from + i}` }] as const],
            ),
            runMs: 0,
          };

          const expected = isGood.map((good, i) =>
            good
              ? [from + i, 'value', `value ${from + i}`]
              : [from + i, 'error', { kind: `error ${from + i}` }],
          );
          assert.deepEqual(read(result), expected);
        },
      ),
    );
  });

  it('visits nothing in an empty result', () => {
    assert.deepEqual(read({ id: 1, from: 7, values: [], errors: [], runMs: 0 }), []);
  });
});
