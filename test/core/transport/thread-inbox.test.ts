import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { ThreadInbox } from '#dist/core/transport/thread-inbox.js';
import { encodeBody } from '#dist/core/wire/frame.js';
import { type FromWorker, RING } from '#dist/core/wire/messages.js';
import { toPosted } from '#dist/core/wire/posted.js';
import { SharedResults } from '#dist/core/wire/shared-results.js';

function done(id: number): FromWorker {
  return {
    kind: 'done',
    results: [{ id, from: 0, values: [id], errors: [], runMs: 0 }],
    memory: 0,
  };
}

function post(port: MessagePort, message: FromWorker): void {
  const { value, ours } = toPosted(message);
  port.postMessage(value, ours);
}

/** An inbox, the thread's end of it, and what has come. */
function open(): {
  readonly inbox: ThreadInbox;
  readonly thread: MessagePort;
  readonly results: SharedResults;
  readonly came: (number | string | undefined)[];
  readonly close: () => void;
} {
  const { port1, port2 } = new MessageChannel();
  const came: (number | string | undefined)[] = [];
  const results = new SharedResults();
  const inbox = new ThreadInbox(port1, results, (message) =>
    came.push(message.kind === 'done' ? message.results[0]?.id : message.kind),
  );
  const close = (): void => port1.close();
  return { inbox, thread: port2, results: new SharedResults(results.memory), came, close };
}

describe('ThreadInbox', () => {
  it('hands on the results that are there when it is rung', () => {
    const { inbox, results, came, close } = open();
    results.append(encodeBody(done(1)), 0);
    results.append(encodeBody(done(2)), 0);

    inbox.receive(RING);

    assert.deepEqual(came, [1, 2]);
    close();
  });

  it('keeps the order of results and posted messages', () => {
    const { inbox, thread, results, came, close } = open();
    results.append(encodeBody(done(1)), 0);
    post(thread, { kind: 'ready' });
    results.append(encodeBody(done(2)), 1);
    post(thread, done(3));
    results.append(encodeBody(done(4)), 2);

    assert.equal(inbox.drain(), undefined);

    assert.deepEqual(came, [1, 'ready', 2, 3, 4]);
    close();
  });

  it('looks again by itself in a rush, and is not rung for what it will see', async () => {
    const { inbox, results, came, close } = open();
    for (let id = 1; id <= 8; id += 1) results.append(encodeBody(done(id)), 0);
    inbox.receive(RING);

    results.append(encodeBody(done(9)), 0);
    assert.equal(results.mustRing(), false);
    for (let turns = 0; came.length < 9 && turns < 10_000; turns += 1)
      await new Promise((resolve) => setTimeout(resolve, 1)); // its timer keeps nothing alive

    assert.deepEqual(came, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    close();
  });

  it('is rung for the next result where there is no rush', () => {
    const { inbox, results, close } = open();
    inbox.receive(RING);

    results.append(encodeBody(done(1)), 0);

    assert.equal(results.mustRing(), true);
    close();
  });
});
