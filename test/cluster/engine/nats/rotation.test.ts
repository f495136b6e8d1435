/** Where a host asks next: nothing is asked for twice, and no part is forgotten. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PullRequest, Rotation } from '#dist/cluster/engine/nats/rotation.js';
import { fc } from '../../../property.ts';

function parts(asks: readonly PullRequest[]): number[] {
  return asks.map(({ place }) => place);
}

/** Pulls until the scan is over and the host begins to wait. */
function tire(rotation: Rotation, steps: number): void {
  for (let step = 0; step < steps; step += 1) rotation.onNothing();
}

describe('Rotation', () => {
  it('waits at the only part there is', () => {
    assert.deepEqual(new Rotation([0], 0).next(5), [{ place: 0, batch: 5, waitMs: undefined }]);
  });

  it('asks every part once without waiting, from its home on', () => {
    const rotation = new Rotation([0, 1, 2, 3], 2);

    const asked = [0, 1, 2, 3].map(() => {
      const asks = rotation.next(8);
      rotation.onNothing();
      return asks;
    });

    assert.deepEqual(asked.flatMap(parts), [2, 3, 0, 1]);
    assert.ok(asked.flat().every(({ waitMs, batch }) => waitMs === 0 && batch === 8));
  });

  it('asks first where something was', () => {
    const rotation = new Rotation([0, 1, 2, 3], 0);
    tire(rotation, 9);

    rotation.onDelivery(3);

    assert.deepEqual(rotation.next(2), [{ place: 3, batch: 2, waitMs: 0 }]);
  });

  it('moves on with each chunk where places are of several queues, and waits for good at none', () => {
    const rotation = new Rotation(['any', 'gpu'], 0, true);

    const asked = ['any', 'gpu', 'any'].map((place) => {
      const [ask] = rotation.next(1);
      rotation.onDelivery(place);
      return ask?.place;
    });
    rotation.replace(['any']);
    const [scan] = rotation.next(1);
    rotation.onNothing();
    const [wait] = rotation.next(1);

    assert.deepEqual(asked, ['any', 'gpu', 'any']);
    assert.deepEqual(scan, { place: 'any', batch: 1, waitMs: 0 });
    assert.deepEqual(wait, { place: 'any', batch: 1, waitMs: 500 });
    rotation.onDelivery('gpu'); // of a request from before
    assert.equal(rotation.next(1)[0]?.place, 'any');
  });

  it('waits at several parts when there is nothing anywhere, and gets round to all of them', () => {
    const rotation = new Rotation([0, 1, 2, 3, 4, 5, 6], 0);
    tire(rotation, 7);
    const visited = new Set<number>();

    for (let round = 0; round < 10; round += 1) {
      const asks = rotation.next(2);
      for (const part of parts(asks)) visited.add(part);
      assert.ok(asks.every(({ waitMs }) => (waitMs ?? 0) >= 500));
      tire(rotation, asks.length);
    }

    assert.equal(visited.size, 7);
  });

  it('moves on less often the longer there is nothing', () => {
    const rotation = new Rotation([0, 1], 0);
    tire(rotation, 2);
    const first = rotation.next(1)[0]?.waitMs ?? 0;

    tire(rotation, 1000);

    assert.ok((rotation.next(1)[0]?.waitMs ?? 0) > first);
    assert.ok((rotation.next(1)[0]?.waitMs ?? 0) <= 2000);
  });

  it('asks for exactly what it may, at different parts that exist', () => {
    const some = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(100), fc.nat(50), fc.nat(200));
    fc.assert(
      fc.property(some, ([count, home, misses, credit]) => {
        const rotation = new Rotation(
          Array.from({ length: count }, (_, place) => place),
          home,
        );
        tire(rotation, misses);

        const asks = rotation.next(credit);

        assert.equal(
          asks.reduce((sum, { batch }) => sum + batch, 0),
          credit,
        );
        assert.ok(asks.every(({ place, batch }) => place >= 0 && place < count && batch > 0));
        assert.equal(new Set(parts(asks)).size, asks.length);
      }),
    );
  });
});
