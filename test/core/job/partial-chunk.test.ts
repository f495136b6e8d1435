import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PartialChunk } from '#dist/core/job/partial-chunk.js';

function partialOf(...items: readonly unknown[]): PartialChunk {
  const partial = new PartialChunk();
  for (const item of items) partial.add(item);
  return partial;
}

describe('PartialChunk', () => {
  it('keeps items in their order, until all are taken at once', () => {
    const partial = partialOf('a', 'b');

    const size = partial.size;
    const taken = partial.take();

    assert.deepEqual([size, taken, partial.size, partial.take()], [2, ['a', 'b'], 0, []]);
  });

  it('stalls when a turn of the event loop has brought no more', async () => {
    const partial = partialOf(1);
    const stalls: number[] = [];
    partial.watch(() => stalls.push(partial.size));

    const before = [...stalls];
    await nextTurn();

    assert.deepEqual([before, stalls], [[], [1]]);
  });

  it('stalls once, however often it is watched in one turn', async () => {
    const partial = partialOf(1);
    let stalls = 0;

    partial.watch(() => (stalls += 1));
    partial.watch(() => (stalls += 1));
    await nextTurn();
    await nextTurn();

    assert.equal(stalls, 1);
  });

  it('is given another turn when something has come meanwhile', async () => {
    const partial = partialOf(1);
    const stalls: number[] = [];
    partial.watch(() => stalls.push(partial.size));

    partial.add(2);
    await nextTurn();
    const afterOne = [...stalls];
    await nextTurn();

    assert.deepEqual([afterOne, stalls], [[], [2]]);
  });

  it('does not stall when its items have been taken, and is watched on with those that came after', async () => {
    const partial = partialOf(1);
    const stalls: number[] = [];
    partial.watch(() => stalls.push(partial.size));

    partial.take();
    partial.add(2); // as many as before, and yet others
    await nextTurn();
    const afterOne = [...stalls];
    await nextTurn();

    assert.deepEqual([afterOne, stalls], [[], [1]]);
  });

  it('has nothing to stall while it is empty', async () => {
    const partial = new PartialChunk();
    let stalls = 0;

    partial.watch(() => (stalls += 1));
    await nextTurn();
    await nextTurn();

    assert.equal(stalls, 0);
  });

  it('can be watched again after it has stalled', async () => {
    const partial = partialOf(1);
    let stalls = 0;
    partial.watch(() => (stalls += 1));
    await nextTurn();

    partial.watch(() => (stalls += 1));
    await nextTurn();

    assert.equal(stalls, 2);
  });
});
