import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Chunk, NEVER } from '#dist/core/job/chunk.js';
import { flatResults } from '#dist/core/job/flat-results.js';
import type { Order, Results } from '#dist/core/job/result-buffer.js';
import type { SaidMessage } from '#dist/core/wire/messages.js';
import { UnreadableList } from '#dist/core/wire/unreadable.js';
import { FakeControl, jobOptions } from './fake-control.ts';
import { StreamJob } from '#dist/core/job/stream-job.js';

const END = { ok: true, value: undefined } as const;

function open(order: Order, ahead = 4) {
  const granted: [first: number, count: number][] = [];
  const results = flatResults({ order, ahead, control: {} });
  const control = new FakeControl();
  const own = { items: [], order, chunkSize: undefined, bufferSize: 1, onAvailable: () => {} };
  const job = new StreamJob(jobOptions(), own, control);
  const chunks = [0, 1, 2].map((first) => new Chunk(job, { first, items: [first] }));
  const from = {
    id: 1,
    grant: (chunk: Chunk, count: number) => granted.push([chunk.first, count]),
  };
  const say = (item: number, ...values: unknown[]): void => {
    for (const value of values)
      results.add?.(chunks[item] ?? assert.fail(), said([value]), from as never);
  };
  return { results, say, granted, since: NEVER };
}

function said(values: ArrayLike<unknown>): SaidMessage {
  return { kind: 'said', chunkId: 1, offset: 0, what: 'value', values };
}

function takeAll(results: Results): unknown[] {
  const taken: unknown[] = [];
  for (let next = results.take(); next !== undefined; next = results.take())
    taken.push(next.ok ? next.value : String(next.error));
  return taken;
}

describe('Results of items with several values', () => {
  it('are ready in the order of the items: later ones wait for the end of those before', () => {
    const { results, say } = open('input');
    say(1, 'b1');
    say(0, 'a1');
    const first = [results.size, takeAll(results), results.consumed];
    say(0, 'a2');
    results.put(1, END);

    results.put(0, END);

    assert.deepEqual(first, [1, ['a1'], 0]);
    assert.deepEqual([results.size, takeAll(results), results.consumed], [2, ['a2', 'b1'], 2]);
  });

  it('are ready as they come, if their order does not matter', () => {
    const { results, say } = open('completion');

    say(1, 'b1');
    say(0, 'a1');
    results.put(1, END);
    say(0, 'a2');
    results.put(0, END);

    assert.deepEqual([takeAll(results), results.consumed], [['b1', 'a1', 'a2'], 2]);
  });

  it('count an item without values as soon as its turn has come', () => {
    const { results, say } = open('input');
    results.put(1, END);
    const before = results.consumed;

    results.put(0, END);
    say(2, 'c');

    assert.deepEqual([before, results.consumed, takeAll(results)], [0, 2, ['c']]);
  });

  it('end an item with its error', () => {
    const { results, say } = open('input');
    say(0, 'a');
    say(1, 'b');

    results.put(0, { ok: false, error: new Error('no') });
    results.put(1, END);

    assert.deepEqual(takeAll(results), ['a', 'Error: no', 'b']);
    assert.equal(results.consumed, 2);
  });

  it('give credit to the chunk that a value is from', () => {
    const { results, say, granted } = open('completion', 2);
    say(0, 'a');
    say(1, 'b');

    takeAll(results);

    assert.deepEqual(granted, [
      [0, 1],
      [1, 1],
    ]);
  });

  it('let everything come from those that are there and those that follow, when asked to', () => {
    const { results, say, granted } = open('input', 1);
    say(0, 'a');

    results.readEagerly?.();
    say(1, 'b');

    assert.deepEqual(
      granted.map(([first, count]) => [first, count > 1e9]),
      [
        [0, true],
        [1, true],
      ],
    );
  });

  it('put a last error behind what is ready, and drop what is not', () => {
    const { results, say } = open('input');
    say(0, 'a');
    say(1, 'b');

    results.putLast({ ok: false, error: new Error('over') });

    assert.deepEqual(takeAll(results), ['a', 'Error: over']);
  });

  it('have an error in the place of a value that cannot be read here', () => {
    const { results } = open('input');
    const control = new FakeControl();
    const own = {
      items: [],
      order: 'input',
      chunkSize: undefined,
      bufferSize: 1,
      onAvailable() {},
    };
    const job = new StreamJob(jobOptions(), own as never, control);

    const list = new UnreadableList(1, new Error('torn'));
    results.add?.(new Chunk(job, { first: 0, items: [0] }), said(list), { id: 1, grant: () => {} });

    assert.match(String(takeAll(results)[0]), /^NotSendableError: cannot send a value of 'f'/);
  });

  it('forget everything when they are cleared', () => {
    const { results, say } = open('input');
    say(0, 'a');

    results.clear();

    assert.deepEqual([results.size, results.take()], [0, undefined]);
  });
});
