/** A run over a pool that the test plays: which end it comes to, and what it leaves. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Pool } from '#dist/core/api/pool.js';
import { BrokenRunError, ClosedPipeError, EXIT } from '#dist/cli/failures.js';
import { toSettings, type MapFlags } from '#dist/cli/map-command.js';
import { MapRun } from '#dist/cli/run.js';
import { numbered, TASKS, Workspace } from './command.ts';
import { MemoryWriter } from './memory-writer.ts';

type Start = ConstructorParameters<typeof MapRun>[0]['start'];

class Scene implements Disposable {
  readonly output = new MemoryWriter();
  readonly errors = new MemoryWriter();
  terminations = 0;
  readonly #space = new Workspace();
  readonly #run: MapRun;

  constructor(fn: (value: unknown) => unknown, flags: MapFlags = {}, input: string = numbered(4)) {
    this.#space.write('in.ndjson', input);
    const settings = toSettings(TASKS, [this.#space.path('in.ndjson')], { quiet: true, ...flags });
    this.#run = new MapRun({
      settings,
      files: {
        ...{ output: this.output, errors: this.errors, joblog: undefined },
        ...{ checkpoint: undefined, state: undefined },
      },
      pool: this.#pool(),
      start: startWith(fn),
    });
  }

  async run(): Promise<number> {
    return await this.#run.run();
  }

  #pool(): Pool {
    const terminate = async (): Promise<void> => {
      this.terminations += 1;
    };
    const stats = (): unknown => ({ workers: { busy: 0 }, run: { count: 0 }, perWorker: [] });
    return { stats, terminate } as unknown as Pool; // all that a run uses of it
  }

  [Symbol.dispose](): void {
    this.#space[Symbol.dispose]();
  }
}

/** As `pool.imap`, one item at a time. */
function startWith(fn: (value: unknown) => unknown): Start {
  return (items, { onProgress }) => {
    const source = items[Symbol.asyncIterator]();
    let done = 0;
    const results = {
      next: async (): Promise<IteratorResult<unknown>> => {
        const next = await source.next();
        if (next.done === true) return next;
        done += 1;
        onProgress({ done });
        return { done: false, value: fn(next.value) };
      },
      return: async () => ({ done: true, value: undefined }),
    };
    return results as unknown as ReturnType<Start>; // all that a record stream uses of it
  };
}

const idOf = (value: unknown): number => (value as { id: number }).id;

function failAt(id: number): (value: unknown) => number {
  return (value) => {
    if (idOf(value) === id) throw new Error(`record ${id}`);
    return idOf(value);
  };
}

describe('MapRun', () => {
  it('writes all results in order, and leaves the pool to its owner', async () => {
    using scene = new Scene(idOf);

    assert.equal(await scene.run(), EXIT.ok);

    assert.equal(scene.output.text, '0\n1\n2\n3\n');
    assert.equal(scene.terminations, 0);
  });

  it('goes on after a failure with --on-error skip, and tells by its exit code', async () => {
    using scene = new Scene(failAt(1), { onError: 'skip' });

    assert.equal(await scene.run(), EXIT.someFailed);

    assert.equal(scene.output.text, '0\n2\n3\n');
    assert.match(scene.errors.text, /"position":1/);
  });

  it('stops at the first failure otherwise, and terminates the pool once', async () => {
    using scene = new Scene(failAt(1));

    assert.equal(await scene.run(), EXIT.someFailed);

    assert.equal(scene.output.text, '0\n');
    assert.match(scene.errors.text, /"position":1/);
    assert.equal(scene.terminations, 1);
  });

  it('fails if an output cannot be written, and does not try to write more', async () => {
    using scene = new Scene(idOf);
    scene.output.isFull = true;
    scene.output.failure = new BrokenRunError('cannot write out: no space left on device');

    await assert.rejects(scene.run(), {
      name: 'BrokenRunError',
      message: /^cannot write out: no space left on device: 1 records are done/,
    });

    assert.deepEqual([scene.terminations, scene.output.calls], [1, ['flush']]);
  });

  it('ends quietly if the reader of its output has gone', async () => {
    using scene = new Scene(idOf);
    scene.output.isFull = true;
    scene.output.failure = new ClosedPipeError('the reader of the output has gone');

    assert.equal(await scene.run(), EXIT.ok);

    assert.equal(scene.terminations, 1);
  });

  it('fails if its pool cannot go on, which is not the failure of a record', async () => {
    const crashLoop = Object.assign(new Error('workers end'), { code: 'ERR_POOL_CRASH_LOOP' });
    using scene = new Scene(
      () => {
        throw crashLoop;
      },
      { onError: 'skip' },
    );

    await assert.rejects(scene.run(), { name: 'BrokenRunError', cause: crashLoop });

    assert.equal(scene.errors.text, '');
  });

  it('keeps what was done before an input that cannot be read on', async () => {
    using scene = new Scene((value) => value, { inputFormat: 'json' }, '[1, 2 3]');

    await assert.rejects(scene.run(), { name: 'BrokenRunError', message: /array is broken/ });

    assert.deepEqual(scene.output.calls, ['flush']);
    assert.equal(scene.terminations, 0);
  });
});
