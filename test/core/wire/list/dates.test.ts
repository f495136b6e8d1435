import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packDates } from '#dist/core/wire/list/dates.js';
import { isPlainDate } from '#dist/core/wire/list/plain.js';
import { JOURNEYS, sendValues } from '../journeys.ts';
import { isPacked, many } from './many.ts';

class Day extends Date {}

const TIMES = [0, -1, 1.5, 8.64e15, -8.64e15, Number.NaN, Date.UTC(2026, 11, 1)];

describe('many dates', () => {
  it('arrive, those that are none among them', () => {
    const dates = many((at) => new Date(TIMES[at % TIMES.length] ?? 0));

    assert.ok(isPacked(dates));
    for (const { send } of JOURNEYS) {
      const arrived = sendValues(send, dates);
      assert.deepEqual(arrived.map(Number), dates.map(Number)); // two that are none are not equal
      assert.ok(arrived.every(isPlainDate));
    }
  });

  it('arrive in objects, and where they may be missing', () => {
    const rows = many((at) => ({
      at,
      made: new Date(at),
      left: at % 3 === 0 ? null : new Date(-at),
    }));

    assert.ok(isPacked(rows));
    for (const { send } of JOURNEYS) assert.deepEqual(sendValues(send, rows), rows);
  });

  it('stay one if they are one', () => {
    const rows = many((at) => {
      const made = new Date(at);
      return { made, changed: at === 40 ? made : new Date(at) };
    });

    for (const { send } of JOURNEYS) {
      const arrived = sendValues(send, rows) as typeof rows;
      assert.deepEqual(arrived, rows);
      assert.equal(arrived[40]?.made, arrived[40]?.changed);
      assert.notEqual(arrived[41]?.made, arrived[41]?.changed);
    }
  });

  it('are read by no method of theirs', () => {
    const own = Object.assign(new Date(5), { getTime: () => assert.fail('it was asked') });

    assert.deepEqual(packDates([own]).packed, Float64Array.of(5));
  });

  it('are no other values', () => {
    const others = [
      5,
      null,
      {},
      new Day(5),
      Object.create(Date.prototype),
      new Proxy(new Date(), {}),
    ];
    assert.deepEqual(others.filter(isPlainDate), []);
    for (const other of [5, new Day(5)]) {
      const dates = many((at) => (at === 50 ? other : new Date(at)));
      assert.equal(isPacked(dates), other === 5);
      for (const { send } of JOURNEYS)
        assert.deepEqual(sendValues(send, dates), structuredClone(dates));
    }
  });
});
