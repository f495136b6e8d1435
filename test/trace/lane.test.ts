import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lane } from '#dist/trace/lane.js';

function placed(lane: Lane): [from: number, to: number][] {
  return lane.place().map(({ ts, dur = 0 }) => [ts, ts + dur]);
}

describe('Lane', () => {
  it('places what has arrived together one after another, the last up to its arrival', () => {
    const lane = new Lane(1, 1);
    lane.add({ name: 'a', endUs: 10, durationUs: 3, args: {} });
    lane.add({ name: 'b', endUs: 10, durationUs: 2, args: {} });

    assert.deepEqual(placed(lane), [
      [5, 8],
      [8, 10],
    ]);
  });

  it('leaves what arrived apart where it was', () => {
    const lane = new Lane(1, 1);
    lane.add({ name: 'a', endUs: 4, durationUs: 3, args: {} });
    lane.add({ name: 'b', endUs: 10, durationUs: 2, args: {} });

    assert.deepEqual(placed(lane), [
      [1, 4],
      [8, 10],
    ]);
  });

  it('never goes back behind what was written', () => {
    const lane = new Lane(1, 1);
    lane.add({ name: 'a', endUs: 10, durationUs: 3, args: {} });
    lane.place();
    lane.add({ name: 'b', endUs: 11, durationUs: 5, args: {} });

    assert.deepEqual(placed(lane), [[10, 11]]);
  });

  it('has a row for each that ran at the same time, where it was', () => {
    const lane = new Lane(1, 7);
    lane.name('worker 7');
    const add = (name: string, fromMs: number, toMs: number): void =>
      lane.add({
        name,
        endUs: toMs * 1000,
        durationUs: (toMs - fromMs) * 1000,
        args: {},
        isOneOfSeveral: true,
      });
    add('a', 0, 40);
    add('b', 2, 41);
    add('c', 42, 50);
    const first = lane.place();
    add('long', 5, 100);
    const second = lane.place();

    const rows = [...first, ...second].map(({ ph, name, tid, ts, dur = 0, args }) =>
      ph === 'M' ? [tid, args?.['name']] : [tid, name, ts / 1000, (ts + dur) / 1000],
    );

    assert.deepEqual(rows, [
      [7, 'a', 0, 40],
      [1_000_007, 'worker 7 · 2'],
      [1_000_007, 'b', 2, 41],
      [7, 'c', 42, 50],
      [2_000_007, 'worker 7 · 3'],
      [2_000_007, 'long', 5, 100],
    ]);
  });

  it('shows the start of a worker, from begin to ready', () => {
    const lane = new Lane(1, 1);
    lane.beginStart(2);
    lane.endStart(9);
    lane.endStart(12); // it is told once

    assert.deepEqual(placed(lane), [[2, 9]]);
  });
});
