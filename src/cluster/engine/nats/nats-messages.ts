/** What a NATS server carries from one program to another and does not keep. */
import {
  createInbox,
  errors,
  type Msg,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import { refused } from '../../../core/base/check.ts';
import type { Control, Listener, Message, Presence, Replies, ReplyStatus } from '../engine.ts';
import { checkToken } from '../names.ts';
import { checkMessage, messageLimit } from './limits.ts';
import { lastingError } from './nats-errors.ts';
import type { NatsContext } from './nats-context.ts';
import type { Subjects } from './subjects.ts';
import { messageOf, toNats } from './nats-headers.ts';

export class NatsReplies implements Replies {
  readonly #context: NatsContext;

  constructor(context: NatsContext) {
    this.#context = context;
  }

  async listen(
    onMessage: (message: Message) => void | Promise<void>,
    describe?: () => Message,
  ): Promise<Listener> {
    const { subjects } = this.#context;
    const address = createInbox(subjects.reply('to'));
    const answer = async (request: Msg): Promise<void> => {
      let status: ReplyStatus = 'acknowledged';
      try {
        await onMessage(messageOf(request));
      } catch {
        status = 'refused';
      }
      // A closed connection would throw, and the sender has to send again anyway.
      if (!this.#context.connection.nc.isClosed()) request.respond(status);
    };
    const listeners = [await listen(this.#context, address, answer)];
    if (describe !== undefined) {
      listeners.push(
        await listen(this.#context, questions(address), (question) => {
          const { headers, body } = describe();
          question.respond(body, { headers: toNats(headers) });
        }),
      );
    }
    return {
      address,
      [Symbol.asyncDispose]: async () => {
        await Promise.all(listeners.map((one) => one[Symbol.asyncDispose]()));
      },
    };
  }

  async send(address: string, message: Message): Promise<ReplyStatus> {
    const { connection, subjects, options } = this.#context;
    checkMessage(message, messageLimit(connection.nc));
    checkAddress(address, subjects);
    await connection.whenUp();
    try {
      const answer = await connection.nc.request(address, message.body, {
        headers: toNats(message.headers),
        timeout: options.replyTimeoutMs,
      });
      return answer.string() === 'acknowledged' ? 'acknowledged' : 'refused';
    } catch (error) {
      connection.check();
      const lasting = lastingError('send results', error);
      if (lasting !== undefined) throw lasting;
      const cause = error instanceof Error ? error.cause : undefined;
      const isNobody = [error, cause].some((at) => at instanceof errors.NoRespondersError);
      return isNobody ? 'nobody' : 'unanswered';
    }
  }

  /** Not a request of the client's, which takes the first answer: that may be a stranger's. */
  async ask(address: string, isGood: (answer: Message) => boolean): Promise<Message | undefined> {
    const { connection, subjects, options } = this.#context;
    const { nc } = connection;
    checkAddress(address, subjects);
    await connection.whenUp();
    const inbox = createInbox(subjects.inbox(options.role));
    return await new Promise((resolve) => {
      const finish = (answer: Message | undefined): void => {
        clearTimeout(alarm);
        subscription.unsubscribe();
        resolve(answer);
      };
      const alarm = setTimeout(finish, ASK_MS, undefined);
      const subscription = nc.subscribe(inbox, {
        callback: (error, message) => {
          if (error !== null || message.headers?.code === NO_RESPONDERS) finish(undefined);
          else if (isGood(messageOf(message))) finish(messageOf(message));
        },
      });
      nc.publish(questions(address), '', { reply: inbox });
    });
  }
}

/** An address comes with a chunk: whoever wrote it must not choose where else we publish. */
function checkAddress(address: string, subjects: Subjects): void {
  if (address.startsWith(`${subjects.reply('to')}.`) && ADDRESS.test(address)) return;
  throw refused('address', address, 'must be the address of a listener of this pool');
}

/** Where a listener takes questions. */
function questions(address: string): string {
  return `${address}.ask`;
}

export class NatsControl implements Control {
  readonly #context: NatsContext;

  constructor(context: NatsContext) {
    this.#context = context;
  }

  say(topic: string, message: Message): void {
    checkToken('topic', topic);
    const { connection, subjects } = this.#context;
    checkMessage(message, messageLimit(connection.nc));
    connection.check();
    connection.nc.publish(subjects.control(topic), message.body, {
      headers: toNats(message.headers),
    });
  }

  async hear(topic: string, listener: (message: Message) => void): Promise<AsyncDisposable> {
    checkToken('topic', topic);
    return await listen(this.#context, this.#context.subjects.control(topic), (message) => {
      try {
        listener(messageOf(message));
      } catch {
        // by contract a listener that throws has no effect on others
      }
    });
  }
}

/** It is there before the pool is. */
type Parts = Pick<NatsContext, 'connection' | 'subjects'>;

export class NatsPresence implements Presence {
  readonly #context: Parts;

  constructor(context: Parts) {
    this.#context = context;
  }

  async announce(describe: (question: Message) => Message): Promise<AsyncDisposable> {
    return await listen(this.#context, this.#context.subjects.presence, (request) => {
      const { headers, body } = describe(messageOf(request));
      request.respond(body, { headers: toNats(headers) });
    });
  }

  async hosts(question: Message): Promise<Message[]> {
    const { connection, subjects } = this.#context;
    checkMessage(question, messageLimit(connection.nc));
    return await connection.retry('ask for hosts', () =>
      askAll(connection.nc, subjects.presence, question),
    );
  }
}

/** Settles when the server has the subscription, or has refused it. */
async function listen(
  { connection }: Pick<NatsContext, 'connection'>,
  subject: string,
  onMessage: (message: Msg) => void | Promise<void>,
): Promise<AsyncDisposable> {
  await connection.whenUp();
  let refusal: Error | undefined;
  const subscription = connection.nc.subscribe(subject, {
    callback: (error, message) => {
      if (error === null) return onMessage(message) as Promise<never> | undefined; // its type is too narrow
      refusal = error;
      return undefined;
    },
  });
  // The client makes a subscription anew on each connection; a refusal comes before the answer.
  await connection.retry('listen there', async () => {
    await connection.nc.flush();
    if (refusal !== undefined) throw refusal;
  });
  return connection.disposable({ close: () => end(connection.nc, subscription) });
}

async function end(nc: NatsConnection, subscription: Subscription): Promise<void> {
  subscription.unsubscribe();
  if (!nc.isClosed()) await nc.flush();
}

/** All answers until none has come for a moment. If no host is there, the server says so at once. */
async function askAll(nc: NatsConnection, subject: string, question: Message): Promise<Message[]> {
  const answers: Message[] = [];
  try {
    const coming = await nc.requestMany(subject, question.body, {
      headers: toNats(question.headers),
      strategy: 'stall',
      maxWait: MOST_MS,
      stall: STALL_MS,
    });
    for await (const answer of coming) answers.push(messageOf(answer));
  } catch (error) {
    if (!(error instanceof errors.NoRespondersError)) throw error;
  }
  return answers;
}

/** A listener answers at once, or is too busy to be waited for. */
const ASK_MS = 500;
const NO_RESPONDERS = 503;
const ADDRESS = /^[\w.-]+$/;
const MOST_MS = 1000;
const STALL_MS = 150;
