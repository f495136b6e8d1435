/** What the memory server carries from one client to another and does not keep. */
import type { Control, Listener, Message, Presence, Replies, ReplyStatus } from '../engine.ts';
import { checkHeaders, checkToken } from '../names.ts';
import type { MemoryConnection } from './memory-connection.ts';
import type { MemoryServer } from './memory-server.ts';

export class MemoryReplies implements Replies {
  readonly #server: MemoryServer;
  readonly #connection: MemoryConnection;

  constructor(server: MemoryServer, connection: MemoryConnection) {
    this.#server = server;
    this.#connection = connection;
  }

  async listen(
    onMessage: (message: Message) => void | Promise<void>,
    describe?: () => Message,
  ): Promise<Listener> {
    await this.#connection.whenUp();
    const { listeners, describers } = this.#server;
    const address = this.#server.takeAddress();
    const answer = async (message: Message): Promise<ReplyStatus> => {
      try {
        await onMessage(message);
      } catch {
        return 'refused';
      }
      return this.#connection.state === 'connected' ? 'acknowledged' : 'unanswered';
    };
    const renew = (): void => {
      listeners.set(address, answer);
      if (describe !== undefined) describers.set(address, describe);
    };
    const close = (): void => {
      listeners.delete(address);
      describers.delete(address);
    };
    renew();
    return { address, ...disposable(this.#connection, { close, suspend: close, renew }) };
  }

  async send(address: string, message: Message): Promise<ReplyStatus> {
    checkHeaders(message.headers);
    await this.#connection.whenUp();
    const answer = this.#server.listeners.get(address);
    return answer === undefined ? 'nobody' : await answer(copyOf(message));
  }

  async ask(address: string, isGood: (answer: Message) => boolean): Promise<Message | undefined> {
    await this.#connection.whenUp();
    const answer = this.#server.describers.get(address)?.();
    return answer !== undefined && isGood(answer) ? copyOf(answer) : undefined;
  }
}

export class MemoryControl implements Control {
  readonly #server: MemoryServer;
  readonly #connection: MemoryConnection;

  constructor(server: MemoryServer, connection: MemoryConnection) {
    this.#server = server;
    this.#connection = connection;
  }

  say(topic: string, message: Message): void {
    checkToken('topic', topic);
    checkHeaders(message.headers);
    if (this.#connection.state === 'connected') this.#server.say(topic, copyOf(message));
  }

  async hear(topic: string, listener: (message: Message) => void): Promise<AsyncDisposable> {
    checkToken('topic', topic);
    await this.#connection.whenUp();
    const { topics } = this.#server;
    const hear = (message: Message): void => {
      try {
        if (topics.get(topic)?.has(hear) === true) listener(message);
      } catch {
        // by contract a listener that throws has no effect on others
      }
    };
    const renew = (): void => {
      topics.set(topic, (topics.get(topic) ?? new Set()).add(hear));
    };
    const close = (): void => void topics.get(topic)?.delete(hear);
    renew();
    return disposable(this.#connection, { close, suspend: close, renew });
  }
}

export class MemoryPresence implements Presence {
  readonly #server: MemoryServer;
  readonly #connection: MemoryConnection;

  constructor(server: MemoryServer, connection: MemoryConnection) {
    this.#server = server;
    this.#connection = connection;
  }

  async announce(describe: (question: Message) => Message): Promise<AsyncDisposable> {
    await this.#connection.whenUp();
    const renew = (): void => void this.#server.hosts.add(describe);
    const close = (): void => void this.#server.hosts.delete(describe);
    renew();
    return disposable(this.#connection, { close, suspend: close, renew });
  }

  async hosts(question: Message): Promise<Message[]> {
    checkHeaders(question.headers);
    await this.#connection.whenUp();
    return [...this.#server.hosts].map((describe) => copyOf(describe(question)));
  }
}

function disposable(
  connection: MemoryConnection,
  opened: Parameters<MemoryConnection['open']>[0],
): AsyncDisposable {
  const forget = connection.open(opened);
  return {
    [Symbol.asyncDispose]: async () => {
      if (forget()) opened.close();
    },
  };
}

function copyOf({ headers, body }: Message): Message {
  return { headers: { ...headers }, body: body.slice() };
}
