import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Allowance } from '#dist/cli/allowance.js';

/** A pool of `least` workers that each need `recordMs` a record, and an allowance that is used up all the time. */
function limitAfter(records: number, recordMs: number): number {
  let nowMs = 0;
  const allowance = new Allowance({ least: 2, most: 1024, now: () => nowMs });
  let taken = takeAll(allowance);
  for (let done = 0; done < records; done += 2) {
    nowMs += recordMs;
    allowance.done(2);
    taken += takeAll(allowance) - 2;
  }
  return taken;
}

function takeAll(allowance: Allowance): number {
  let taken = 0;
  while (allowance.tryTake()) taken += 1;
  return taken;
}

describe('Allowance', () => {
  it('begins with the least', () => {
    assert.equal(takeAll(new Allowance({ least: 3, most: 100 })), 3);
  });

  const cases: readonly [recordMs: number, least: number, most: number][] = [
    [0.1, 1024, 1024],
    [1, 500, 1024],
    [10, 50, 100],
    [100, 5, 10],
    [1000, 2, 2],
    [60_000, 2, 2],
  ];
  for (const [recordMs, least, most] of cases) {
    it(`lets from a quarter to half a second of work in: ${recordMs} ms a record`, () => {
      const limit = limitAfter(5000, recordMs);

      assert.ok(limit >= least && limit <= most, `${limit} records`);
    });
  }

  it('becomes small within half a dozen results when quick work turns slow', () => {
    let nowMs = 0;
    const allowance = new Allowance({ least: 2, most: 64, now: () => nowMs });
    for (let i = 0; i < 20; i += 1) allowance.done(takeAll(allowance));

    for (let i = 0; i < 6; i += 1) {
      nowMs += 10_000;
      takeAll(allowance);
      allowance.done(1);
    }

    assert.equal(takeAll(allowance), 0); // more is under way than may be
    allowance.giveBack(64 - 6);
    assert.equal(takeAll(allowance), 2);
  });

  it('serves those who wait in their order, and each of them once', async () => {
    const allowance = new Allowance({ least: 1, most: 1 });
    const served: string[] = [];
    assert.equal(allowance.tryTake(), true);
    const first = allowance.take().then(() => served.push('first'));
    const second = allowance.take().then(() => served.push('second'));

    allowance.done(1);
    await first;
    assert.deepEqual(served, ['first']);
    allowance.giveBack(1);
    await second;

    assert.deepEqual(served, ['first', 'second']);
    assert.equal(allowance.tryTake(), false);
  });
});
