import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headers as newHeaders } from '@nats-io/transport-node';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { PullInbox } from '#dist/cluster/engine/nats/pull-inbox.js';
import { Subjects } from '#dist/cluster/engine/nats/subjects.js';

type Callback = (error: Error | null, message: Msg) => void;

/** An inbox at a server that the test plays. */
class Server {
  readonly requests: Record<string, unknown>[] = [];
  readonly events: string[] = [];
  #answer: Callback = () => {};
  isSubscribed = true;
  readonly inbox: PullInbox;

  constructor() {
    const nc = {
      isClosed: () => false,
      subscribe: (_subject: string, { callback }: { callback: Callback }) => {
        this.#answer = callback;
        const end = (): void => {
          this.isSubscribed = false;
        };
        return { unsubscribe: end, drain: async () => end(), isClosed: () => !this.isSubscribed };
      },
      publish: (_subject: string, payload: string) => this.requests.push(JSON.parse(payload)),
    } as unknown as NatsConnection; // an inbox does nothing else with it
    this.inbox = new PullInbox(nc, new Subjects('demo'), {
      onChunk: (_chunk, { part }) => this.events.push(`chunk of part ${part}`),
      onSurplus: () => this.events.push('surplus'),
      onOver: (_inbox, rest, why) => this.events.push(`over, ${rest} left: ${why}`),
    });
  }

  sendChunk(): void {
    this.#answer(null, { reply: '$JS.ACK.MH_demo_0.hosts.1.1.1.0.0' } as unknown as Msg);
  }

  sendStatus(code: number): void {
    this.#answer(null, { headers: newHeaders(code, 'status') } as unknown as Msg);
  }

  refuse(): void {
    this.#answer(new Error('not allowed'), {} as unknown as Msg);
  }
}

describe('PullInbox', () => {
  it('is free again when all chunks of its request have come', () => {
    const server = new Server();
    server.inbox.pull({ place: { part: 1 }, batch: 2, waitMs: 0 });
    const during = [server.inbox.isFree, server.inbox.rest];

    server.sendChunk();
    server.sendChunk();

    assert.deepEqual(during, [false, 2]);
    assert.deepEqual(server.events, ['chunk of part 1', 'chunk of part 1']);
    assert.deepEqual([server.inbox.isFree, server.inbox.rest], [true, 0]);
  });

  it('asks for an answer at once, for some time, or for as long as it may last', async () => {
    const server = new Server();
    for (const waitMs of [0, 500, undefined]) {
      server.inbox.pull({ place: { part: 0 }, batch: 1, waitMs });
      server.sendChunk();
    }

    const [atOnce, shortly, long] = server.requests;
    assert.deepEqual(atOnce, { batch: 1, no_wait: true });
    assert.deepEqual(shortly, { batch: 1, expires: 5e8 });
    assert.ok(Number(long?.['expires']) >= 5e9 && Number(long?.['idle_heartbeat']) === 2e9);
  });

  it('tells what was not given, and why', () => {
    for (const [code, why] of [
      [404, 'nothing'],
      [408, 'nothing'],
      [409, 'failed'],
      [503, 'failed'],
    ] as const) {
      const server = new Server();
      server.inbox.pull({ place: { part: 0 }, batch: 3, waitMs: 0 });
      server.sendChunk();

      server.sendStatus(100); // a heartbeat
      const early = server.events.length;
      server.sendStatus(code);
      server.sendStatus(code); // nobody waits for it

      assert.equal(early, 1);
      assert.deepEqual(server.events, ['chunk of part 0', `over, 2 left: ${why}`]);
      assert.equal(server.inbox.isFree, true);
    }
  });

  it('fails a request if the server does not let it listen', () => {
    const server = new Server();
    server.inbox.pull({ place: { part: 0 }, batch: 1, waitMs: 0 });

    server.refuse();

    assert.deepEqual(server.events, ['over, 1 left: failed']);
  });

  it('does not wait for ever for a server that says nothing; heartbeats are enough', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const server = new Server();
    server.inbox.pull({ place: { part: 0 }, batch: 1, waitMs: undefined });

    t.mock.timers.tick(4999);
    server.sendStatus(100);
    t.mock.timers.tick(4999);
    const early = server.events.length;
    t.mock.timers.tick(1);

    assert.deepEqual([early, server.events], [0, ['over, 1 left: silent']]);
  });

  it('hands on what comes when nothing was pulled', () => {
    const server = new Server();

    server.sendChunk();

    assert.deepEqual(server.events, ['surplus']);
  });

  it('pulls one request at a time, and none when it is closed', async () => {
    const server = new Server();
    server.inbox.pull({ place: { part: 0 }, batch: 1, waitMs: 0 });
    assert.throws(
      () => server.inbox.pull({ place: { part: 0 }, batch: 1, waitMs: 0 }),
      /cannot pull/,
    );

    await server.inbox.drain();

    assert.equal(server.isSubscribed, false);
    assert.throws(
      () => server.inbox.pull({ place: { part: 0 }, batch: 1, waitMs: 0 }),
      /closed cannot pull/,
    );
    server.sendChunk(); // it was on its way
    assert.deepEqual(server.events, ['surplus']);
  });
});
