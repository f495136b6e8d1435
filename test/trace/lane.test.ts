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

  it('shows the start of a worker, from begin to ready', () => {
    const lane = new Lane(1, 1);
    lane.beginStart(2);
    lane.endStart(9);
    lane.endStart(12); // it is told once

    assert.deepEqual(placed(lane), [[2, 9]]);
  });
});
