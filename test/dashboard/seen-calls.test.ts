import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeenCalls } from '#dist/dashboard/seen-calls.js';

type Failure = { readonly error: unknown } | undefined;

/** A call that ends when it is told to. */
class FakeCall {
  isOver = false;
  pending = 3;
  readonly spec = { fn: { name: 'f' } };
  readonly progress = { done: 1, total: 3 };
  readonly number: number;
  readonly #then: ((failure: Failure) => void)[] = [];

  constructor(number: number) {
    this.number = number;
  }

  get isHeard(): boolean {
    return this.#then.length > 0;
  }

  onceOver(then: (failure: Failure) => void): void {
    this.#then.push(then);
  }

  end(failure?: Failure): void {
    this.isOver = true;
    for (const then of this.#then) then(failure);
  }
}

function begin(seen: SeenCalls, number: number): FakeCall {
  const job = new FakeCall(number);
  seen.begin({ pool: 'p#1', method: 'map', job, items: 3 });
  return job;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

describe('SeenCalls', () => {
  it('shows calls from their beginning to their end, and why one has failed', () => {
    const failures: unknown[] = [];
    const seen = new SeenCalls((job, error) => failures.push([job.number, error]));
    const [good, bad] = [begin(seen, 1), begin(seen, 2)];
    assert.equal(seen.pending, 6);

    good.end();
    bad.end({ error: new Error('the source is torn') });

    const [latest, first] = seen.look();
    assert.deepEqual([latest?.id, latest?.error], [2, 'the source is torn']);
    assert.deepEqual([first?.id, first?.error, first?.total], [1, undefined, 3]);
    assert.deepEqual(failures.length, 1);
    assert.equal(seen.pending, 0);
  });

  it('costs most of a thousand short calls nothing, and follows those that are not short', () => {
    const seen = new SeenCalls(() => {});
    const calls = range(0, 900).map((number) => begin(seen, number));
    assert.ok(calls.slice(0, 200).every(({ isHeard }) => isHeard));
    assert.ok(calls.slice(200).every(({ isHeard }) => !isHeard));
    const long = calls[850];
    for (const call of calls) if (call !== long) call.end();

    const [shown] = seen.look();

    assert.equal(shown?.id, 850);
    assert.equal(shown?.endedAt, undefined);
    assert.ok(long?.isHeard);
    long.end();
    assert.ok((seen.look()[0]?.endedAt ?? 0) > 0);
  });

  it('begins anew each time somebody looks', () => {
    const seen = new SeenCalls(() => {});
    for (const number of range(0, 5000)) begin(seen, number).end();
    seen.look();

    assert.ok(begin(seen, 9000).isHeard);
  });

  it('is never more than a thousand under way', () => {
    const seen = new SeenCalls(() => {});
    for (const round of range(0, 10)) {
      for (const number of range(0, 400)) begin(seen, round * 1000 + number);
      seen.look();
    }

    assert.equal(seen.pending, 3000);
  });
});
