import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '#dist/core/base/outcome.js';
import type { ErrorPayload } from '#dist/core/base/payload.js';
import { decodeError } from '#dist/core/codec/error/decode-error.js';
import { ItemCounts } from '#dist/core/job/item-counts.js';
import { LOCAL_PACE } from '#dist/core/job/chunk-size.js';
import type { Chunk } from '#dist/core/job/chunk.js';
import type { Job } from '#dist/core/job/job.js';
import type { Leftovers } from '#dist/core/job/leftovers.js';
import { HostJob, type HostResult } from '#dist/cluster/host/host-job.js';
import { FN, SPEC } from '../test-job.ts';

/** A job of one chunk of three items, the fifth to the seventh of their job. */
class Running {
  readonly outcomes: Outcome<HostResult>[] = [];
  readonly released: Leftovers[] = [];
  readonly enqueued: (Job | Chunk)[] = [];
  readonly job: HostJob;

  constructor(onError: 'stop' | 'go-on', attempt = 0, call: 'one' | 'fold' = 'one') {
    const metadata = {
      job: 'j',
      index: 1,
      serial: 0,
      first: 4,
      count: 3,
      total: 9,
      recipe: 'r',
      namespace: 's',
      reply: 'log',
      ref: '',
    };
    this.job = new HostJob(
      {
        metadata,
        run: { id: 0, spec: { ...SPEC, onError, call }, items: ['a', 'b', 'c'], attempt: 0 },
        recipe: { version: 3, fn: FN, timeoutMs: 50, retries: 2 },
        hostLabel: 'host a',
        attempt,
        onOver: (outcome) => this.outcomes.push(outcome),
      },
      {
        release: (_job, leftovers) => this.released.push(leftovers),
        enqueue: (entry) => this.enqueued.push(entry),
        slots: 1,
        counts: new ItemCounts(),
        pace: LOCAL_PACE,
      },
    );
    this.job.begin();
  }

  get chunk(): Chunk {
    return this.enqueued[0] as Chunk; // `begin` enqueues one chunk
  }

  /** A worker has run items from offset `from` on. */
  take(from: number, values: readonly unknown[], errors: [number, ErrorPayload][] = []): void {
    this.job.observe(this.chunk, from + values.length, 5);
    this.job.take(this.chunk, { id: 1, from, values, errors, runMs: 5 }, 'worker 2');
  }

  get result(): HostResult {
    const [outcome] = this.outcomes;
    assert.ok(outcome?.ok === true && this.outcomes.length === 1);
    return outcome.value;
  }
}

const FAILED: ErrorPayload = { kind: 'test' };

describe('HostJob', () => {
  it('gives the chunk to the pool with the place it has in the whole job', () => {
    const { chunk, job } = new Running('stop', 2);

    assert.deepEqual([chunk.first, [...chunk.items], chunk.attempt], [4, ['a', 'b', 'c'], 2]);
    assert.deepEqual([job.total, job.spec.timed, job.retries], [9, true, 4]);
  });

  it('is over when every item has its outcome, and tells which worker ran it', () => {
    const running = new Running('stop');

    running.take(0, ['A', 'B']);
    const early = running.outcomes.length;
    running.take(2, ['C']);

    const { result, worker } = running.result;
    assert.equal(early, 0);
    assert.deepEqual(
      [result.from, result.values, result.errors, result.runMs],
      [0, ['A', 'B', 'C'], [], 10],
    );
    assert.deepEqual([worker, running.released], ['host a, worker 2', ['none']]);
  });

  it('ends with the first error if errors end the chunk, and leaves out what came behind it', () => {
    const running = new Running('stop');

    running.take(2, ['C']);
    running.take(0, ['A'], [[1, FAILED]]);

    const { result } = running.result;
    assert.deepEqual([result.values, result.errors.map(([offset]) => offset)], [['A'], [1]]);
    assert.deepEqual(running.released, ['withdraw']);
  });

  it('sends what the parts of a fold came to, in the order of their items', () => {
    const { job, chunk, ...running } = new Running('stop', 0, 'fold');
    const [first, second] = [chunk.part(0, 2), chunk.part(2, 3)];

    for (const [part, values] of [
      [second, ['C']],
      [first, ['AB']],
    ] as const) {
      const covers = part.items.length;
      job.take(part, { id: 1, from: 0, values, errors: [], runMs: 5, covers }, 'worker 2');
    }

    const [outcome] = running.outcomes;
    assert.ok(outcome?.ok === true);
    const { values, covers, errors } = outcome.value.result;
    assert.deepEqual([values, covers, errors], [['AB', 'C'], 3, []]);
  });

  it('sends the one error of a fold', () => {
    const running = new Running('stop', 0, 'fold');
    const { job, chunk } = running;

    const failed = {
      id: 1,
      from: 0,
      values: [],
      errors: [[0, FAILED]] as const,
      runMs: 5,
      covers: 2,
    };
    job.take(chunk, failed, 'worker 2');

    const { result } = running.result;
    assert.deepEqual([result.values, result.errors.length], [[], 1]);
  });

  it('goes on behind an error if it is told to', () => {
    const running = new Running('go-on');

    running.take(0, ['A'], [[1, FAILED]]);
    const early = running.outcomes.length;
    running.take(2, ['C']);

    const { result } = running.result;
    assert.equal(early, 0);
    assert.deepEqual(
      [result.values, result.errors],
      [['A', 'C'], [[1, { kind: 'test', worker: 'host a, worker 2' }]]],
    );
  });

  it('takes over what failed on this side of the worker', () => {
    const running = new Running('go-on');
    running.take(0, ['A', 'B']);

    running.job.fail(running.chunk, 2, new Error('the worker was lost'));

    const [failure] = running.result.result.errors;
    assert.ok(failure !== undefined && failure[0] === 2);
    const error = decodeError(failure[1], { worker: 'w' }) as Error;
    assert.equal(error.message, 'the worker was lost');
  });

  it('tells why there are no outcomes if it is aborted, and nothing after that', () => {
    const running = new Running('stop');
    const error = new Error('not wanted');

    running.job.cancel(error);
    running.job.abort(new Error('again'), 'none');
    running.take(0, ['A', 'B', 'C']);
    running.job.fail(running.chunk, 0, new Error('late'));

    assert.deepEqual(running.outcomes, [{ ok: false, error }]);
    assert.deepEqual(running.released, ['kill']);
  });
});
