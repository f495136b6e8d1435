import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headers as newHeaders } from '@nats-io/transport-node';
import type { Msg } from '@nats-io/transport-node';
import type { Delivery } from '#dist/cluster/engine/engine.js';
import type { NatsContext } from '#dist/cluster/engine/nats/nats-context.js';
import { INDEX, toNats } from '#dist/cluster/engine/nats/nats-headers.js';
import { NatsChunkSubscription } from '#dist/cluster/engine/nats/nats-subscription.js';
import type { Opened } from '#dist/cluster/engine/nats/server-connection.js';
import { Subjects } from '#dist/cluster/engine/nats/subjects.js';

type Callback = (error: Error | null, message: Msg) => void;

/** A server with one part, played by the test: it sees requests and answers them when it is told to. */
class Server {
  /** How many chunks each request asked for, and the inbox that it came from. */
  readonly requests: { readonly batch: number; readonly inbox: string }[] = [];
  readonly deliveries: Delivery[] = [];
  /** What was said of chunks. */
  readonly said: string[] = [];
  state: 'connected' | 'disconnected' = 'connected';
  readonly #inboxes = new Map<string, Callback>();
  #opened: Opened | undefined;
  readonly subscription: NatsChunkSubscription;

  constructor() {
    const stateNow = (): string => this.state;
    const nc = {
      isClosed: () => false,
      subscribe: (subject: string, { callback }: { callback: Callback }) => {
        this.#inboxes.set(subject, callback);
        const end = (): void => void this.#inboxes.delete(subject);
        return { unsubscribe: end, drain: async () => end(), isClosed: () => false };
      },
      publish: (subject: string, payload: string, options?: { reply: string }) => {
        if (options === undefined) this.said.push(`${subject.split('.').at(-1)} ${payload}`);
        else this.requests.push({ inbox: options.reply, batch: JSON.parse(payload).batch });
      },
    };
    const context = {
      connection: {
        nc,
        get state() {
          return stateNow();
        },
        open: (opened: Opened) => {
          this.#opened = opened;
          return () => true;
        },
      },
      subjects: new Subjects('demo'),
      settings: { partitions: 1 },
    } as unknown as NatsContext; // all that a subscription uses
    this.subscription = new NatsChunkSubscription(context, (delivery) =>
      this.deliveries.push(delivery),
    );
  }

  get indices(): number[] {
    return this.deliveries.map(({ index }) => index);
  }

  get batches(): number[] {
    return this.requests.map(({ batch }) => batch);
  }

  /** How many inboxes it still sends to. */
  get inboxes(): number {
    return this.#inboxes.size;
  }

  /** Sends chunk `index` in answer to a request. */
  send(index: number, request = 0): void {
    const reply = `$JS.ACK.MH_demo_0.hosts.1.1.1.0.${index}`;
    this.#to(request)?.(null, {
      subject: 'mh.demo.c.0.any.j',
      reply,
      headers: toNats({}, { [INDEX]: String(index) }),
      data: new Uint8Array(1),
      respond: (payload: string) => this.said.push(`${index} ${payload}`),
    } as unknown as Msg);
  }

  sendStatus(code: number, request = 0): void {
    this.#to(request)?.(null, { headers: newHeaders(code, 'status') } as unknown as Msg);
  }

  reconnect(): void {
    this.#opened?.renew?.();
  }

  #to(request: number): Callback | undefined {
    return this.#inboxes.get(this.requests[request]?.inbox ?? '');
  }
}

const turn = async (): Promise<void> =>
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('NatsChunkSubscription', () => {
  it('pulls once for all that is requested in a turn, and delivers what comes', async () => {
    const server = new Server();
    server.subscription.request(2);
    server.subscription.request(1);
    await turn();

    for (const index of [0, 1, 2]) server.send(index);

    assert.deepEqual([server.batches, server.indices], [[3], [0, 1, 2]]);
    await server.subscription.stop();
  });

  it('pulls what the server did not have again', async () => {
    const server = new Server();
    server.subscription.request(3);
    await turn();

    server.send(0);
    server.sendStatus(408);
    await turn();

    assert.deepEqual(server.batches, [3, 2]);
    await server.subscription.stop();
  });

  it('waits a little before it pulls again if the server could not answer', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    const server = new Server();
    server.subscription.request(1);
    await turn();

    server.sendStatus(503);
    test.mock.timers.tick(249);
    await turn();
    const early = [...server.batches];
    test.mock.timers.tick(1);
    await turn();

    assert.deepEqual([early, server.batches], [[1], [1, 1]]);
    await server.subscription.stop();
  });

  it('uses an inbox again that is free, and another while it is not', async () => {
    const server = new Server();
    server.subscription.request(1);
    await turn();
    server.subscription.request(1);
    await turn();
    const busy = server.inboxes;

    server.send(0, 0);
    server.subscription.request(1);
    await turn();

    assert.deepEqual([busy, server.inboxes], [2, 2]);
    assert.equal(server.requests[2]?.inbox, server.requests[0]?.inbox);
    await server.subscription.stop();
  });

  it('gives back, unseen, a chunk that it did not pull', async () => {
    const server = new Server();
    server.subscription.request(1);
    await turn();

    server.send(0);
    server.send(1);

    assert.deepEqual([server.indices, server.said], [[0], ['1 -NAK']]);
    await server.subscription.stop();
  });

  it('pulls over the new connection what was pulled over the old one and did not come', async () => {
    const server = new Server();
    server.subscription.request(3);
    await turn();
    server.send(0);

    server.reconnect();
    await turn();

    assert.deepEqual([server.batches, server.inboxes], [[3, 2], 1]);
    await server.subscription.stop();
  });

  it('pulls nothing while the connection is lost', async () => {
    const server = new Server();
    server.state = 'disconnected';
    server.subscription.request(2);
    await turn();
    const during = [...server.batches];

    server.state = 'connected';
    server.reconnect();
    await turn();

    assert.deepEqual([during, server.batches], [[], [2]]);
    await server.subscription.stop();
  });

  it('stops, and leaves in the hands of its receiver what was delivered', async () => {
    const server = new Server();
    server.subscription.request(2);
    await turn();
    server.send(0);

    await server.subscription.stop();
    server.subscription.request(5);
    await turn();
    server.deliveries[0]?.acknowledge();

    assert.deepEqual([server.batches, server.inboxes, server.said], [[2], 0, ['0 +ACK']]);
  });

  it('gives back what it holds when it is disposed', async () => {
    const server = new Server();
    server.subscription.request(2);
    await turn();
    server.send(0);
    server.send(1);
    server.deliveries[0]?.acknowledge();

    await server.subscription[Symbol.asyncDispose]();

    assert.deepEqual(server.said, ['0 +ACK', '1 -NAK']);
  });
});
