import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { AbortCause } from '#dist/core/base/abort-cause.js';
import type { RunChunk, Talk } from '#dist/core/wire/messages.js';
import { Functions } from '#dist/core/worker/functions.js';
import { RunningTask } from '#dist/core/worker/running-task.js';
import { chunk, FakePort } from './fake-port.ts';

const TALK: Talk = { reports: true, abortable: true, ahead: 0 };
const EVENTS = { onStart: () => undefined, onWait: () => undefined, onMove: () => {} };

function open(items: readonly unknown[], talk: Talk = TALK) {
  let revoked: AbortCause | undefined;
  const port = new FakePort();
  const tickets = { ...port.tickets, revoked: (id: number) => (id === 1 ? revoked : undefined) };
  let running: RunChunk | undefined = chunk(1, items, { talk });
  Object.assign(port, { tickets });
  const task = new RunningTask(port, new Functions(() => {}), () => running);
  return {
    port,
    task,
    run: (fn: (item: never) => unknown) => task.run(fn as never, running ?? assert.fail(), EVENTS),
    revoke: (cause: AbortCause) => {
      revoked = cause;
    },
    end: () => {
      running = undefined;
    },
    said: () => port.sent.flatMap((one) => (one.kind === 'said' ? [one] : [])),
  };
}

describe('RunningTask', () => {
  it('reports for the item that runs', () => {
    const { run, task, said } = open(['a', 'b']);

    void run((item) => task.report(item));

    assert.deepEqual(said(), [
      { kind: 'said', chunkId: 1, offset: 0, what: 'report', values: ['a'] },
      { kind: 'said', chunkId: 1, offset: 1, what: 'report', values: ['b'] },
    ]);
  });

  it('reports nothing if nobody listens, or no task runs', () => {
    const deaf = open(['a'], { ...TALK, reports: false });
    void deaf.run((item) => deaf.task.report(item));
    const late = open(['a']);
    late.end();

    late.task.report('a');

    assert.deepEqual([deaf.said(), late.said()], [[], []]);
  });

  it('throws in words of its own for what cannot be sent', () => {
    const { run, task } = open(['a']);
    let error: unknown;

    void run(() => {
      try {
        task.report(() => 1);
      } catch (thrown) {
        error = thrown;
      }
    });

    assert.match(String(error), /^NotSendableError: cannot send a report of/);
  });

  it('sees that its ticket was revoked, and begins no other task of the chunk', () => {
    const { run, task, revoke } = open([1, 2, 3]);
    const ran: unknown[] = [];

    const result = run((item) => {
      ran.push(item, task.signal.aborted);
      if (item === 2) revoke('timedOut');
      ran.push(task.signal.aborted);
      return item;
    });

    assert.deepEqual(ran, [1, false, false, 2, false, true]);
    assert.deepEqual((result as { values: unknown }).values, [1, 2]);
  });

  it('hears of it by message as well, and then only of its own chunk', async () => {
    const { run, task } = open([1]);
    const heard: unknown[] = [];

    const running = run(async () => {
      task.signal.addEventListener('abort', () => heard.push(task.signal.reason.name));
      task.receive({ kind: 'abort', chunkId: 7, cause: 'ended' });
      heard.push(task.signal.aborted);
      task.receive({ kind: 'abort', chunkId: 1, cause: 'cancelled' });
      heard.push(task.signal.aborted);
    });
    await running;

    assert.deepEqual(heard, [false, 'AbortError', true]);
  });

  it('sends values as far as it has credit, and goes on with more', async () => {
    const { run, task, said } = open([5], { ...TALK, ahead: 2 });
    const running = run(function* (n: number) {
      for (let i = 0; i < n; i += 1) yield i;
    } as never);
    await turn();
    const first = said().length;

    task.receive({ kind: 'credit', chunkId: 9, count: 100 });
    await turn();
    const second = said().length;
    task.receive({ kind: 'credit', chunkId: 1, count: 2 });
    await turn();
    const third = said().length;
    task.receive({ kind: 'credit', chunkId: 1, count: 2 });
    const { values } = await running;

    assert.deepEqual([first, second, third, said().length], [2, 2, 4, 5]);
    assert.deepEqual(values, [undefined]);
  });

  it('closes what waits for credit when nobody wants it any more', async () => {
    const { run, task, said } = open([5], { ...TALK, ahead: 1 });
    let isClosed = false;
    const running = run(function* () {
      try {
        for (;;) yield 1;
      } finally {
        isClosed = true;
      }
    } as never);
    await turn();

    task.receive({ kind: 'abort', chunkId: 1, cause: 'cancelled' });
    await running;

    assert.deepEqual([said().length, isClosed], [1, true]);
  });
});
