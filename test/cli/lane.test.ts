/** How much a lane lets into the pool, which is played by the test. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Allowance } from '#dist/cli/allowance.js';
import { DoneRanges } from '#dist/cli/done-ranges.js';
import { planInputs } from '#dist/cli/inputs/plan-inputs.js';
import { Lane, laneCount } from '#dist/cli/lane.js';
import { RecordSource } from '#dist/cli/record-source.js';
import { Workspace } from './command.ts';

interface Limits {
  readonly mostInFlight: number;
  readonly most: number;
}

/** Six records of five characters each. */
const LINES = ['rec-0', 'rec-1', 'rec-2', 'rec-3', 'rec-4', 'rec-5'];

class Scene implements Disposable {
  readonly lane: Lane;
  readonly #space = new Workspace();
  #items: AsyncIterator<unknown> | undefined;
  #onProgress: ((progress: { readonly done: number }) => void) | undefined;

  constructor({ mostInFlight, most }: Limits) {
    this.#space.write('in.txt', `${LINES.join('\n')}\n`);
    this.lane = new Lane({
      source: new RecordSource({
        inputs: planInputs([this.#space.path('in.txt')], undefined),
        done: new DoneRanges(),
        onInvalid: () => {},
      }),
      allowance: new Allowance({ least: most, most }),
      mostInFlight,
      start: (items, onProgress) => {
        this.#items = items[Symbol.asyncIterator]();
        this.#onProgress = onProgress;
        return RESULTS;
      },
    });
  }

  /** A promise, if the lane has the pool wait. */
  pull(): unknown {
    return this.#items?.next();
  }

  tellDone(done: number): void {
    this.#onProgress?.({ done });
  }

  [Symbol.dispose](): void {
    this.#space[Symbol.dispose]();
  }
}

/** As many results as are asked for. */
const RESULTS = {
  next: async () => ({ done: false, value: 'result' }),
  return: async () => ({ done: true, value: undefined }),
} as unknown as ReturnType<ConstructorParameters<typeof Lane>[0]['start']>; // all that a lane uses of it

describe('Lane', () => {
  it('stops when the records in flight are too large together, until a result is taken', async () => {
    using scene = new Scene({ mostInFlight: 10, most: 100 });
    await scene.pull(); // the file is read
    for (const value of LINES.slice(1, 3)) assert.deepEqual(scene.pull(), { done: false, value });

    const waiting = scene.pull();

    assert.ok(waiting instanceof Promise);
    assert.equal((await scene.lane.next())?.record.value, 'rec-0');
    assert.deepEqual(await waiting, { done: false, value: 'rec-3' });
  });

  it('lets one record in, however large it is', async () => {
    using scene = new Scene({ mostInFlight: 0, most: 100 });

    assert.deepEqual(await scene.pull(), { done: false, value: 'rec-0' });
    assert.ok(scene.pull() instanceof Promise);
  });

  it('stops at the allowance until the pool has done something, whoever has its result', async () => {
    using scene = new Scene({ mostInFlight: 1000, most: 2 });
    await scene.pull();
    assert.deepEqual(scene.pull(), { done: false, value: 'rec-1' });

    const waiting = scene.pull();

    assert.ok(waiting instanceof Promise);
    scene.tellDone(1);
    assert.deepEqual(await waiting, { done: false, value: 'rec-2' });
    assert.ok(scene.pull() instanceof Promise);
  });

  it('gives back at the end what it was allowed for nothing', async () => {
    using scene = new Scene({ mostInFlight: 1000, most: 2 });
    for (let done = 1; done <= LINES.length; done += 1) {
      await scene.pull();
      scene.tellDone(done);
    }

    for (let i = 0; i < 3; i += 1) {
      assert.deepEqual(await scene.pull(), { done: true, value: undefined });
    }
  });

  it('is one of several a worker, except in order', () => {
    assert.equal(laneCount({ isOrdered: true, workers: 8 }), 1);
    assert.equal(laneCount({ isOrdered: false, workers: 8 }), 32);
  });
});
