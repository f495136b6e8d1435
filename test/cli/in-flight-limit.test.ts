import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InFlightLimit } from '#dist/cli/in-flight-limit.js';

/** The limit after so many records of `recordMs` each, with two workers and a limit that is used up all the time. */
function limitAfter(records: number, recordMs: number): number {
  let nowMs = 0;
  const limit = new InFlightLimit({ min: 2, max: 1024, now: () => nowMs });
  let acquired = acquireAll(limit);
  for (let done = 0; done < records; done += 2) {
    nowMs += recordMs;
    limit.complete(2);
    acquired += acquireAll(limit) - 2;
  }
  return acquired;
}

function acquireAll(limit: InFlightLimit): number {
  let acquired = 0;
  while (limit.tryAcquire()) acquired += 1;
  return acquired;
}

describe('InFlightLimit', () => {
  it('starts at the minimum', () => {
    assert.equal(acquireAll(new InFlightLimit({ min: 3, max: 100 })), 3);
  });

  const cases: readonly [recordMs: number, min: number, max: number][] = [
    [0.1, 1024, 1024],
    [1, 500, 1024],
    [10, 50, 100],
    [100, 5, 10],
    [1000, 2, 2],
    [60_000, 2, 2],
  ];
  for (const [recordMs, min, max] of cases) {
    it(`lets from a quarter to half a second of work in: ${recordMs} ms a record`, () => {
      const limit = limitAfter(5000, recordMs);

      assert.ok(limit >= min && limit <= max, `${limit} records`);
    });
  }

  it('becomes small within half a dozen results when quick work turns slow', () => {
    let nowMs = 0;
    const limit = new InFlightLimit({ min: 2, max: 64, now: () => nowMs });
    for (let i = 0; i < 20; i += 1) limit.complete(acquireAll(limit));

    for (let i = 0; i < 6; i += 1) {
      nowMs += 10_000;
      acquireAll(limit);
      limit.complete(1);
    }

    assert.equal(acquireAll(limit), 0); // more is under way than may be
    limit.release(64 - 6);
    assert.equal(acquireAll(limit), 2);
  });

  it('serves those who wait in their order, and each of them once', async () => {
    const limit = new InFlightLimit({ min: 1, max: 1 });
    const served: string[] = [];
    assert.equal(limit.tryAcquire(), true);
    const first = limit.acquire().then(() => served.push('first'));
    const second = limit.acquire().then(() => served.push('second'));

    limit.complete(1);
    await first;
    assert.deepEqual(served, ['first']);
    limit.release(1);
    await second;

    assert.deepEqual(served, ['first', 'second']);
    assert.equal(limit.tryAcquire(), false);
  });
});
