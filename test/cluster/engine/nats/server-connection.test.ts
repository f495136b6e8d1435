import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JetStreamApiError } from '@nats-io/jetstream';
import { errors, type NatsConnection } from '@nats-io/transport-node';
import { ServerConnection } from '#dist/cluster/engine/nats/server-connection.js';
import { until } from '../../../until.ts';

interface Status {
  readonly type: 'disconnect' | 'reconnect';
  readonly server: string;
}

/** A client whose connection is lost, made again and closed as a test says. */
class Client {
  readonly #statuses: Status[] = [];
  #wake: () => void = () => {};
  #isClosed = false;
  #tellClosed: (error?: Error) => void = () => {};
  readonly #closed = new Promise<Error | undefined>((resolve) => {
    this.#tellClosed = resolve;
  });
  readonly connection = new ServerConnection(this as unknown as NatsConnection); // all that is used

  lose(): void {
    this.#tell({ type: 'disconnect', server: 'a' });
  }

  comeBack(): void {
    this.#tell({ type: 'reconnect', server: 'b' });
  }

  /** The server closes for good. */
  end(error?: Error): void {
    this.#isClosed = true;
    this.#tellClosed(error);
    this.#wake();
  }

  isClosed(): boolean {
    return this.#isClosed;
  }

  async closed(): Promise<Error | undefined> {
    return await this.#closed;
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {
    this.end();
  }

  async *status(): AsyncGenerator<Status> {
    for (;;) {
      const status = this.#statuses.shift();
      if (status !== undefined) yield status;
      else if (this.#isClosed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #tell(status: Status): void {
    this.#statuses.push(status);
    this.#wake();
  }
}

const noStream = (): JetStreamApiError =>
  new JetStreamApiError({ code: 404, err_code: 10_059, description: 'stream not found' });
const full = (): JetStreamApiError =>
  new JetStreamApiError({ code: 503, err_code: 10_077, description: 'maximum bytes exceeded' });

/** A call that fails with each of these before it succeeds. */
function failing(...failures: readonly Error[]) {
  let calls = 0;
  const call = async (): Promise<string> => {
    const failure = failures[calls];
    calls += 1;
    if (failure !== undefined) throw failure;
    return 'done';
  };
  return { call, calls: () => calls };
}

describe('ServerConnection', () => {
  it('tells each change of its state, and renews what was opened over it', async () => {
    const client = new Client();
    const { connection } = client;
    const told: string[] = [];
    connection.onChange((state, why) => told.push(`${state}: ${why}`));
    connection.open({ close: async () => {}, renew: () => told.push('renew') });

    client.lose();
    client.comeBack();
    await until('the connection to be back', () => told.length === 3);
    await connection.close();

    assert.deepEqual(told, [
      'disconnected: lost a',
      'connected: back at b',
      'renew',
      'closed: the engine was disposed',
    ]);
  });

  it('makes a call again that may succeed a moment later', async () => {
    const { connection } = new Client();
    const { call, calls } = failing(new errors.TimeoutError(), noStream(), new Error('who knows'));

    assert.equal(await connection.retry('publish chunks', call), 'done');
    assert.equal(calls(), 4);
    await connection.close();
  });

  it('rejects at once with an error that will not pass', async () => {
    const { connection } = new Client();
    const { call, calls } = failing(full());

    await assert.rejects(connection.retry('publish chunks', call), { reason: 'full' });
    assert.equal(calls(), 1);
    await connection.close();
  });

  it('has what the server lost made again when a call finds no responder twice', async () => {
    const { connection } = new Client();
    let made = 0;
    connection.onNobodyThere = async () => {
      made += 1;
    };

    await connection.retry('publish chunks', failing(noStream()).call);
    const afterOne = made;
    await connection.retry('publish chunks', failing(noStream(), noStream()).call);

    assert.deepEqual([afterOne, made], [0, 1]);
    await connection.close();
  });

  it('makes no call while the connection is lost', async () => {
    const client = new Client();
    const { connection } = client;
    const { call, calls } = failing();
    client.lose();
    await until('the loss', () => connection.state === 'disconnected');

    const calling = connection.retry('publish chunks', call);
    await new Promise((resolve) => setImmediate(resolve));
    const during = calls();
    client.comeBack();

    assert.equal(await calling, 'done');
    assert.deepEqual([during, calls()], [0, 1]);
    await connection.close();
  });

  it('rejects, when it is closed, calls that are being made again and those that come after', async () => {
    const { connection } = new Client();
    const calling = connection.retry('look', async () => await Promise.reject(noStream()));

    await Promise.all([
      assert.rejects(calling, { reason: 'closed' }),
      new Promise((resolve) => setTimeout(resolve, 30)).then(async () => await connection.close()),
    ]);

    await assert.rejects(connection.whenUp(), { reason: 'closed' });
    assert.throws(() => connection.open({ close: async () => {} }), { reason: 'closed' });
  });

  it('closes what was opened over it while the connection is still there, once', async () => {
    const client = new Client();
    const { connection } = client;
    const closed: boolean[] = [];
    const open = () => ({ close: async () => void closed.push(client.isClosed()) });
    connection.open(open());
    const disposed = connection.disposable(open());
    await disposed[Symbol.asyncDispose]();
    await disposed[Symbol.asyncDispose]();

    await Promise.all([connection.close(), connection.close()]);

    assert.deepEqual(closed, [false, false]);
    assert.equal(connection.state, 'closed');
  });

  it('is closed for good when the server says so', async () => {
    const client = new Client();
    const { connection } = client;
    const told: string[] = [];
    connection.onChange((state, why) => told.push(`${state}: ${why}`));

    client.end(new Error('account disabled'));
    await until('the end', () => connection.state === 'closed');

    assert.deepEqual(told, ['closed: account disabled']);
    await assert.rejects(connection.whenUp(), { reason: 'closed' });
  });
});
