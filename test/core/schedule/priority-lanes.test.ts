import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Deque } from '#dist/core/base/deque.js';
import { PriorityLanes, type Ranked } from '#dist/core/schedule/priority-lanes.js';

interface Entry extends Ranked {
  readonly name: string;
  readonly priority: number;
}

/** In the order in which they go: `[name, priority, since]` each. */
function orderOf(
  entries: readonly (readonly [name: string, priority: number, ms: number])[],
  agingMs?: number,
): string[] {
  const lanes = new PriorityLanes<Entry>(new Deque(), () => new Deque(), agingMs);
  for (const [name, priority, ms] of entries)
    lanes.laneOf(priority).push({ name, priority, since: { ms } });
  const order: string[] = [];
  for (let lane = lanes.next(); lane !== undefined; lane = lanes.next())
    order.push(lane.shift()?.name ?? 'nothing');
  return order;
}

describe('PriorityLanes', () => {
  it('have the higher go first, and those of one priority as they came', () => {
    const order = orderOf([
      ['a', 0, 0],
      ['b', -2, 1],
      ['c', 5, 2],
      ['d', 0, 3],
      ['e', 5, 4],
    ]);

    assert.deepEqual(order, ['c', 'e', 'a', 'd', 'b']);
  });

  it('let what waits gain a priority with each step', () => {
    const order = orderOf(
      [
        ['low, long ago', -1, 0],
        ['plain, long ago', 0, 90],
        ['plain', 0, 210],
        ['high', 1, 300],
        ['higher', 3, 305],
      ],
      100,
    );

    // As if they had come at 100, 90, 210, 200 and 5.
    assert.deepEqual(order, ['higher', 'plain, long ago', 'low, long ago', 'high', 'plain']);
  });

  it('say who goes before whom', () => {
    const plain = { since: { ms: 0 } };
    const high = { priority: 1, since: { ms: 150 } };
    const lanes = (agingMs?: number): PriorityLanes<Ranked> =>
      new PriorityLanes<Ranked>(new Deque(), () => new Deque(), agingMs);

    assert.equal(lanes().isAhead(high, plain), true);
    assert.equal(lanes().isAhead(plain, high), false);
    assert.equal(lanes(100).isAhead(high, plain), false);
    assert.equal(lanes(200).isAhead(high, plain), true);
  });
});
