/** How much a record stream gives to the pool. The test plays the pool. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InFlightLimit } from '#dist/cli/in-flight-limit.js';
import { DoneRanges } from '#dist/cli/done-ranges.js';
import { planInputs } from '#dist/cli/inputs/plan-inputs.js';
import { RecordStream, streamCount } from '#dist/cli/record-stream.js';
import { RecordSource } from '#dist/cli/record-source.js';
import { Workspace } from './command.ts';

interface Limits {
  readonly maxInFlightSize: number;
  readonly max: number;
}

/** Six records of five characters each. */
const LINES = ['rec-0', 'rec-1', 'rec-2', 'rec-3', 'rec-4', 'rec-5'];

class Scene implements Disposable {
  readonly stream: RecordStream;
  readonly #space = new Workspace();
  #items: AsyncIterator<unknown> | undefined;
  #onProgress: ((progress: { readonly done: number }) => void) | undefined;

  constructor({ maxInFlightSize, max }: Limits) {
    this.#space.write('in.txt', `${LINES.join('\n')}\n`);
    this.stream = new RecordStream({
      source: new RecordSource({
        inputs: planInputs([this.#space.path('in.txt')], undefined),
        done: new DoneRanges(),
        onInvalid: () => {},
      }),
      limit: new InFlightLimit({ min: max, max }),
      maxInFlightSize,
      start: (items, { onProgress }) => {
        this.#items = items[Symbol.asyncIterator]();
        this.#onProgress = onProgress;
        return RESULTS;
      },
    });
  }

  /** A promise, if the stream has the pool wait. */
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
} as unknown as ReturnType<ConstructorParameters<typeof RecordStream>[0]['start']>; // all that a stream uses of it

describe('RecordStream', () => {
  it('stops when the records in flight are too large together, until a result is taken', async () => {
    using scene = new Scene({ maxInFlightSize: 10, max: 100 });
    await scene.pull(); // the file is read
    for (const value of LINES.slice(1, 3)) assert.deepEqual(scene.pull(), { done: false, value });

    const waiting = scene.pull();

    assert.ok(waiting instanceof Promise);
    assert.equal((await scene.stream.next())?.record.value, 'rec-0');
    assert.deepEqual(await waiting, { done: false, value: 'rec-3' });
  });

  it('lets one record in, however large it is', async () => {
    using scene = new Scene({ maxInFlightSize: 0, max: 100 });

    assert.deepEqual(await scene.pull(), { done: false, value: 'rec-0' });
    assert.ok(scene.pull() instanceof Promise);
  });

  it('stops at the limit until the pool has completed a record, even if nobody has read its result', async () => {
    using scene = new Scene({ maxInFlightSize: 1000, max: 2 });
    await scene.pull();
    assert.deepEqual(scene.pull(), { done: false, value: 'rec-1' });

    const waiting = scene.pull();

    assert.ok(waiting instanceof Promise);
    scene.tellDone(1);
    assert.deepEqual(await waiting, { done: false, value: 'rec-2' });
    assert.ok(scene.pull() instanceof Promise);
  });

  it('releases at the end what it acquired without a record for it', async () => {
    using scene = new Scene({ maxInFlightSize: 1000, max: 2 });
    for (let done = 1; done <= LINES.length; done += 1) {
      await scene.pull();
      scene.tellDone(done);
    }

    for (let i = 0; i < 3; i += 1) {
      assert.deepEqual(await scene.pull(), { done: true, value: undefined });
    }
  });

  it('is one of several for each worker, unless the run is ordered', () => {
    assert.equal(streamCount({ isOrdered: true, workers: 8 }), 1);
    assert.equal(streamCount({ isOrdered: false, workers: 8 }), 32);
  });
});
