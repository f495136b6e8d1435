import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answering, Nearest } from '#dist/core/schedule/nearest.js';

const FIRST_CALLS = 3000;
const NEAR = 0.012;
const FAR = 0.075;

interface Worker extends Answering {
  tripMs: number;
}

/** Who gets each of `count` calls, if `tripOf` says how long the answer of a worker takes. */
function calls(
  nearest: Nearest,
  count: number,
  tripOf: (id: number, call: number) => number,
): number[] {
  const workers: [Worker, Worker] = [
    { id: 7, tripMs: 0 },
    { id: 9, tripMs: 0 },
  ];
  return Array.from({ length: count }, (_, call) => {
    const chosen = nearest.of(...workers);
    chosen.tripMs = tripOf(chosen.id, call);
    return chosen.id;
  });
}

function lengthsOfRuns(ids: readonly number[]): number[] {
  const lengths: number[] = [];
  ids.forEach((id, at) => {
    if (at === 0 || id !== ids[at - 1]) lengths.push(0);
    lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + 1;
  });
  return lengths;
}

describe('Nearest', () => {
  it('stays with the first worker while nothing is compiled yet, however slow it is', () => {
    const chosen = calls(new Nearest(), FIRST_CALLS, () => FAR);

    assert.deepEqual(new Set(chosen), new Set([7]));
  });

  it('stays with a worker that answers quickly', () => {
    const chosen = calls(new Nearest(), 2 * FIRST_CALLS, (id) => (id === 7 ? NEAR : FAR));

    assert.deepEqual(new Set(chosen), new Set([7]));
  });

  it('goes over to the other one after a few slow answers, and stays if that is quick', () => {
    const chosen = calls(new Nearest(), 2 * FIRST_CALLS, (id) => (id === 7 ? FAR : NEAR));

    assert.ok(chosen.indexOf(9) >= FIRST_CALLS && chosen.indexOf(9) < FIRST_CALLS + 10);
    assert.deepEqual(new Set(chosen.slice(chosen.indexOf(9))), new Set([9]));
  });

  it('follows a worker that is near now and then', () => {
    const near = (call: number): number => (Math.floor(call / 500) % 2 === 0 ? 7 : 9);
    const chosen = calls(new Nearest(), 4 * FIRST_CALLS, (id, call) =>
      id === near(call) ? NEAR : FAR,
    ).slice(FIRST_CALLS);

    const quick = chosen.filter((id, at) => id === near(FIRST_CALLS + at)).length;
    assert.ok(quick > chosen.length * 0.95, `${quick} of ${chosen.length}`);
  });

  it('tries again and again, less and less often, where both are slow', () => {
    const chosen = calls(new Nearest(), 2 * FIRST_CALLS, () => FAR).slice(FIRST_CALLS);

    const [first = 0, second = 0, third = 0, ...others] = lengthsOfRuns(chosen).slice(0, -1);
    assert.ok(first < second && second < third);
    assert.ok(others.every((length) => length <= 64));
  });

  it('takes one of the two that have nothing to do, whoever had the last call', () => {
    const nearest = new Nearest();
    calls(nearest, 10, () => NEAR);

    const [first, second] = [
      { id: 1, tripMs: 0 },
      { id: 2, tripMs: 0 },
    ];

    assert.equal(nearest.of(first, second), first);
  });
});
