import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Growth } from '#dist/core/schedule/growth.js';

const AFTER_MS = 100;

class World {
  readonly growth: Growth;
  oldest: number | undefined;
  readonly size = { isFull: false };
  grown = 0;
  readonly tick: (ms: number) => void;

  constructor(t: TestContext) {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    this.tick = (ms) => t.mock.timers.tick(ms);
    this.growth = new Growth({
      afterMs: AFTER_MS,
      queue: { oldestMs: () => this.oldest },
      crew: { size: this.size, grow: () => void (this.grown += 1) },
    });
  }
}

describe('Growth', () => {
  it('grows when something has waited for so long, and again as long as it does', (t) => {
    const world = new World(t);
    world.oldest = 0;

    world.growth.look();
    world.tick(AFTER_MS - 1);
    assert.equal(world.grown, 0);
    world.tick(1);
    assert.equal(world.grown, 1);
    world.tick(AFTER_MS);
    assert.equal(world.grown, 2);
  });

  it('does not grow for what comes and goes', (t) => {
    const world = new World(t);
    world.oldest = 0;
    world.growth.look();

    world.oldest = Number.POSITIVE_INFINITY; // what waits now came after that
    world.tick(AFTER_MS);

    assert.equal(world.grown, 0);
  });

  it('does nothing while nothing waits, or there is no room to grow', (t) => {
    const world = new World(t);
    world.growth.look();
    world.tick(AFTER_MS);
    world.oldest = 0;
    world.size.isFull = true;
    world.growth.look();
    world.tick(AFTER_MS);

    assert.equal(world.grown, 0);
  });

  it('stops for good', (t) => {
    const world = new World(t);
    world.oldest = 0;
    world.growth.look();

    world.growth.stop();
    world.tick(AFTER_MS);

    assert.equal(world.grown, 0);
  });
});
