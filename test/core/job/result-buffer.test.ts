import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ResultBuffer } from '#dist/core/job/result-buffer.js';
import { fc } from '../../property.ts';

function value(n: number): { ok: true; value: number } {
  return { ok: true, value: n };
}

function takeAll(buffer: ResultBuffer): unknown[] {
  const taken: unknown[] = [];
  for (let outcome = buffer.take(); outcome !== undefined; outcome = buffer.take()) {
    taken.push(outcome.ok ? outcome.value : outcome.error);
  }
  return taken;
}

describe('ResultBuffer', () => {
  it('gives outcomes in the order of the items, each as soon as all before it are there', () => {
    const buffer = new ResultBuffer('input');

    buffer.put(1, value(1));
    const early = takeAll(buffer);
    buffer.put(0, value(0));
    const both = takeAll(buffer);
    buffer.put(2, value(2));

    assert.deepEqual([early, both, takeAll(buffer)], [[], [0, 1], [2]]);
  });

  it('gives outcomes in the order in which they come if that is wanted', () => {
    const buffer = new ResultBuffer('completion');

    for (const position of [2, 0, 1]) buffer.put(position, value(position));

    assert.deepEqual(takeAll(buffer), [2, 0, 1]);
  });

  it('restores the order of the items from any order', () => {
    const anyOrder = fc.uniqueArray(fc.nat({ max: 99 }), { minLength: 100, maxLength: 100 });
    fc.assert(
      fc.property(anyOrder, (positions) => {
        const buffer = new ResultBuffer('input');
        for (const position of positions) buffer.put(position, value(position));

        assert.deepEqual(
          takeAll(buffer),
          Array.from({ length: 100 }, (_, i) => i),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('puts the last outcome behind those that can be taken, and drops those that cannot', () => {
    const buffer = new ResultBuffer('input');
    buffer.put(0, value(0));
    buffer.put(2, value(2));

    buffer.putLast({ ok: false, error: 'the end' });

    assert.deepEqual(takeAll(buffer), [0, 'the end']);
  });

  it('forgets everything when it is cleared', () => {
    const buffer = new ResultBuffer('input');
    buffer.put(0, value(0));
    buffer.put(5, value(5));

    buffer.clear();

    assert.equal(buffer.take(), undefined);
  });
});
