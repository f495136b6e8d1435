/** What stands out, from made-up numbers: each rule when it must speak, and when it must not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ErrorKinds } from '#dist/dashboard/error-kinds.js';
import { findIn } from '#dist/dashboard/findings.js';
import { Lanes } from '#dist/dashboard/lanes.js';
import {
  byColumn,
  type CallNow,
  type PoolNow,
  type RunningNow,
  type WorkerNow,
} from '#dist/dashboard/messages.js';
import { Series } from '#dist/dashboard/series.js';

const NO_TIMES = { p50: 0, p90: 0, p99: 0, max: 0 };
const COUNTS = { done: 0, failed: 0, lost: 0, retried: 0, timedOut: 0, cancelled: 0, queued: 0 };
const MB = 1_000_000;

interface Scene {
  readonly workers?: readonly Partial<WorkerNow>[];
  readonly calls?: readonly Partial<CallNow>[];
  readonly p99?: number;
  readonly load?: number;
  readonly ends?: PoolNow['ends'];
  /** Of worker 1, in MB, a value a second. */
  readonly memory?: readonly number[];
  /** How many of those it had while it started. */
  readonly starting?: number;
  readonly columns?: Partial<Record<'done' | 'failed' | 'queued' | 'busy', readonly number[]>>;
  readonly errors?: ErrorKinds;
}

function find(scene: Scene): string[] {
  const {
    workers = [],
    calls = [],
    p99 = 0,
    load = 0,
    memory = [],
    starting = 0,
    ends = [],
  } = scene;
  const lanes = new Lanes();
  for (const [tick, mb] of memory.entries()) {
    const state = tick < starting ? 'starting' : 'busy';
    const stats = { id: 1, pid: 1, state, tasks: 0, busyMs: 0, startMs: 0 } as const;
    lanes.look([{ ...stats, memory: mb * MB }], [], { tick, nowMs: 0, passedMs: 1000 });
  }
  const history = byColumn(() => new Series(0));
  for (const [name, values] of Object.entries(scene.columns ?? {}))
    for (const value of values) history[name as 'done'].push(value);
  const now: PoolNow = {
    label: 'pool#1',
    state: 'running',
    totals: { ...COUNTS, replaced: 0, utilization: 0, wait: NO_TIMES, run: { ...NO_TIMES, p99 } },
    workers: workers.map((worker, at) => ({
      ...{ id: at + 1, place: 'pid 1', state: 'busy', tasks: 0, share: 1, memory: 0 },
      ...worker,
    })) as WorkerNow[],
    calls: calls.map((call) => ({
      ...{ id: 1, method: 'imap', fn: 'f', done: 0, rate: 0, startedAt: 0 },
      ...call,
    })),
    ...{ singles: 0, errors: [], unseenErrors: 0, ends, slowest: [], hosts: [], findings: [] },
  };
  const errors = scene.errors ?? new ErrorKinds();
  return findIn({ load, pool: { now, lanes, errors }, history }).map(({ kind }) => kind);
}

const running = (ms: number, last = 0): RunningNow => ({
  ...{ fn: 'f', callId: 1, first: 0 },
  last,
  ms,
});
const failure = { pool: 'p', callId: 1, worker: 1, attempt: 0, fn: 'f', items: 1 } as const;
const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

describe('What stands out', () => {
  it('is nothing where all is well', () => {
    const busy = { busy: [2, 2, 2, 2], queued: [50, 40, 30, 20], done: [9, 9], failed: [0, 1] };

    assert.deepEqual(find({ workers: [{}, {}], calls: [{}], columns: busy, p99: 10 }), []);
    assert.deepEqual(find({}), []);
  });

  it('is a task that takes many times as long as others do, and more than seconds', () => {
    const findFor = (ms: number, p99: number, last = 0): string[] =>
      find({ workers: [{ running: running(ms, last) }], p99 });

    assert.deepEqual(findFor(6000, 10), ['stuck']);
    assert.deepEqual(findFor(6000, 0), ['stuck']);
    assert.deepEqual(findFor(4000, 1), []);
    assert.deepEqual(findFor(60_000, 10_000), []);
    assert.deepEqual(findFor(60_000, 10, 999), []); // a chunk of a thousand
  });

  it('is memory that only grows, and not memory that has grown, falls at times, or is little', () => {
    const grow = (step: number): number[] => Array.from({ length: 20 }, (_, at) => 50 + step * at);
    const workers = [{}];

    assert.deepEqual(find({ workers, memory: grow(8) }), ['leak']);
    assert.deepEqual(find({ workers, memory: grow(1) }), []);
    assert.deepEqual(find({ workers, memory: grow(8).slice(0, 8) }), []);
    assert.deepEqual(find({ workers, memory: [...grow(8), ...Array(10).fill(202)] }), []);
    assert.deepEqual(find({ workers, memory: grow(8).map((mb, at) => (at === 16 ? 60 : mb)) }), []);
  });

  it('is no memory that grew while the worker started', () => {
    const settling = Array.from({ length: 20 }, (_, at) => 55 + 0.1 * at);

    assert.deepEqual(find({ workers: [{}], memory: [4, ...settling], starting: 1 }), []);
    assert.deepEqual(find({ workers: [{}], memory: [4, ...settling] }), ['leak']); // which is why
  });

  it('is what workers wait for: the source, the reader, the program', () => {
    const columns = { busy: [0.2, 0.2, 0.2, 0.2], queued: [0, 0, 0, 0] };
    const workers = [{ state: 'idle' }, { state: 'idle' }] as const;
    const findFor = (call: Partial<CallNow>, load = 0): string[] =>
      find({ workers, calls: [call], columns, load });

    assert.deepEqual(findFor({ waitsFor: 'source' }), ['source']);
    assert.deepEqual(findFor({ waitsFor: 'reader' }), ['reader']);
    assert.deepEqual(findFor({ waitsFor: 'task' }), ['order']);
    assert.deepEqual(findFor({}, 0.95), ['program']);
    assert.deepEqual(findFor({ waitsFor: 'source', endedAt: 1 }), []);
    const waiting = { ...columns, queued: [9, 9, 9, 9] };
    assert.deepEqual(find({ workers, calls: [{ waitsFor: 'source' }], columns: waiting }), []);
  });

  it('is a worker that ended unasked; or rather the item, if one is lost', () => {
    const end = {
      id: 1,
      place: 'pid 1',
      at: Date.now(),
      reason: 'exit code 7',
      isUnexpected: true,
    };
    const errors = new ErrorKinds();
    errors.add({ ...failure, index: 40, outcome: 'lost', error: named('WorkerLostError', 'gone') });

    assert.deepEqual(find({ ends: [end] }), ['deaths']);
    assert.deepEqual(find({ ends: [{ ...end, isUnexpected: false }] }), []);
    assert.deepEqual(find({ ends: [{ ...end, at: Date.now() - 120_000 }] }), []);
    assert.deepEqual(find({ ends: [end], errors }), ['poison']);
  });

  it('is that many tasks fail', () => {
    const errors = new ErrorKinds();
    errors.add({ ...failure, index: 1, outcome: 'failed', error: new Error('no') });

    assert.deepEqual(find({ errors, columns: { done: [6], failed: [4] } }), ['errors']);
    assert.deepEqual(find({ errors, columns: { done: [60], failed: [4] } }), []);
  });
});

describe('Kinds of errors', () => {
  const add = (kinds: ErrorKinds, message: string, index = 0): void =>
    kinds.add({ ...failure, index, outcome: 'failed', error: named('RangeError', message) });

  it('are the same if only numbers differ, and keep the latest', () => {
    const kinds = new ErrorKinds();
    add(kinds, 'record 1 has no date', 1);
    add(kinds, 'record 22 has no date', 22);
    add(kinds, 'record 3 has no name', 3);

    assert.deepEqual(
      kinds.all.map(({ message, count, items }) => [message, count, items]),
      [
        ['record 22 has no date', 2, [1, 22]],
        ['record 3 has no name', 1, [3]],
      ],
    );
  });

  it('are told when they have changed, and then no more', () => {
    const kinds = new ErrorKinds();
    add(kinds, 'a');

    assert.deepEqual(
      kinds.takeChanged().map(({ message }) => message),
      ['a'],
    );
    assert.deepEqual(kinds.takeChanged(), []);
  });

  it('are put together for a hundred a second; the others are counted', () => {
    const kinds = new ErrorKinds();
    let looked = 0;
    for (let index = 0; index < 1000; index += 1) {
      kinds.add({
        ...failure,
        index,
        outcome: 'failed',
        get error() {
          looked += 1;
          return new Error('many');
        },
      });
    }

    assert.deepEqual([looked, kinds.unseen], [100, 900]);
  });

  it('are shown whatever was thrown', () => {
    const kinds = new ErrorKinds();
    const torn = new Error('x');
    Object.defineProperty(torn, 'message', { get: () => assert.fail('a getter that throws') });
    for (const error of [undefined, 'text', Object.create(null), torn, Symbol('s')])
      kinds.add({ ...failure, index: 0, outcome: 'failed', error });

    assert.deepEqual(
      kinds.all.map(({ name }) => name),
      ['undefined', 'string', 'object', 'Error', 'symbol'],
    );
  });
});
