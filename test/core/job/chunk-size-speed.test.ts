import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SpeedEstimate, type Trust } from '#dist/core/job/chunk-size.js';

/** The estimate after chunks of one item each, that took so long. */
function after(trust: Trust, runsMs: readonly number[]): number | undefined {
  const speed = new SpeedEstimate(trust);
  for (const runMs of runsMs) speed.observe(1, runMs);
  return speed.itemMs;
}

describe('SpeedEstimate', () => {
  it('is unknown until something was measured', () => {
    assert.equal(after({ fasterShare: 0.5, slowerNeeds: 1 }, []), undefined);
  });

  it('takes the first chunk at its word, however much or little is trusted', () => {
    const once = { fasterShare: 0, slowerNeeds: 1 } as const;
    const twice = { fasterShare: 0, slowerNeeds: 2 } as const;

    assert.deepEqual([after(once, [8]), after(twice, [8])], [8, 8]);
  });

  it('is of one item, not of a chunk', () => {
    const speed = new SpeedEstimate({ fasterShare: 0.5, slowerNeeds: 1 });

    speed.observe(4, 2);

    assert.equal(speed.itemMs, 0.5);
  });

  it('believes so much of a faster chunk as it is told to', () => {
    assert.equal(after({ fasterShare: 0.25, slowerNeeds: 1 }, [8, 4]), 7);
    assert.equal(after({ fasterShare: 1, slowerNeeds: 1 }, [8, 4]), 4);
  });

  it('comes nearer to a faster speed with each chunk', () => {
    assert.equal(after({ fasterShare: 0.5, slowerNeeds: 2 }, [8, 4, 4]), 5);
  });

  it('believes the first slower chunk where one is enough', () => {
    assert.equal(after({ fasterShare: 0.5, slowerNeeds: 1 }, [8, 80]), 80);
  });

  it('takes one slower chunk for a pause where it needs two', () => {
    const trust = { fasterShare: 0.5, slowerNeeds: 2 } as const;

    assert.deepEqual([after(trust, [8, 80]), after(trust, [8, 80, 8, 80])], [8, 8]);
  });

  it('believes two slower chunks in a row as far as both say so', () => {
    const trust = { fasterShare: 0.5, slowerNeeds: 2 } as const;

    assert.deepEqual([after(trust, [8, 80, 40]), after(trust, [8, 40, 80])], [40, 40]);
  });
});
