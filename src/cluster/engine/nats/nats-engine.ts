/**
 * The engine port over NATS JetStream.
 *
 *    chunks     one work-queue stream a part, one durable pull consumer each     nats-chunks, nats-subscription
 *    replies    requests to a subject of the listener                            nats-messages
 *    store      a stream that keeps the last message of each subject             nats-store
 *    results    a stream, read by an ordered consumer                            nats-results
 *    control, presence   plain messages                                          nats-messages
 *
 * Owns one connection and everything opened over it. All names at the server are in subjects.ts, all
 * that is made there in streams.ts, who may do what in permissions.ts.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { EngineError } from '../engine-error.ts';
import type { Engine, WhileWaiting } from '../engine.ts';
import type { NatsContext } from './nats-context.ts';
import { NatsChunks } from './nats-chunks.ts';
import { withoutPassword } from './loopback.ts';
import { permissionViolation } from './nats-errors.ts';
import { ServerConnection } from './server-connection.ts';
import { NatsControl, NatsPresence, NatsReplies } from './nats-messages.ts';
import {
  type NatsEngineOptions,
  type ResolvedNatsOptions,
  resolveNatsOptions,
} from './nats-options.ts';
import { NatsResultLog } from './nats-results.ts';
import { NatsStore } from './nats-store.ts';
import { checkSettings, findStreams, makeStreams, type PoolSettings } from './streams.ts';
import { Subjects } from './subjects.ts';
import { thrownText } from '../../../core/base/thrown-text.ts';

export class NatsEngine implements Engine {
  readonly connection: ServerConnection;
  readonly chunks: NatsChunks;
  readonly replies: NatsReplies;
  readonly store: NatsStore;
  readonly results: NatsResultLog;
  readonly control: NatsControl;
  readonly presence: NatsPresence;

  private constructor(context: NatsContext) {
    this.connection = context.connection;
    this.chunks = new NatsChunks(context);
    this.replies = new NatsReplies(context);
    this.store = new NatsStore(context);
    this.results = new NatsResultLog(context);
    this.control = new NatsControl(context);
    this.presence = new NatsPresence(context);
  }

  /**
   * Connects, and settles when the pool is there: a submitter makes it, a host waits for that.
   * @throws {EngineError} `'unreachable'`, `'forbidden'`, or `'unsuitable'`: no JetStream, or another pool.
   * @throws {OptionError} for a bad option.
   */
  static async open(
    options: NatsEngineOptions,
    whileWaiting: WhileWaiting = {},
  ): Promise<NatsEngine> {
    const resolved = resolveNatsOptions(options);
    whileWaiting.signal?.throwIfAborted();
    const subjects = new Subjects(resolved.pool);
    const connection = new ServerConnection(await connectTo(resolved, subjects));
    try {
      // Its own check of the account needs a right that no role has otherwise.
      const jsm = await jetstreamManager(connection.nc, {
        checkAPI: false,
        timeout: API_TIMEOUT_MS,
      });
      const settings = await findOrMakePool(
        { connection, jsm, subjects, options: resolved },
        whileWaiting,
      );
      checkSettings(settings, resolved);
      const js = jetstream(connection.nc, { timeout: API_TIMEOUT_MS });
      return new NatsEngine({ connection, js, jsm, subjects, options: resolved, settings });
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }
}

async function connectTo(
  options: ResolvedNatsOptions,
  subjects: Subjects,
): Promise<NatsConnection> {
  const servers = [options.server].flat().map(withoutPassword).join(', ');
  try {
    const inboxPrefix = subjects.inbox(options.role);
    const nc = await connect({ ...options.connection, inboxPrefix });
    if (nc.info?.jetstream === true) return nc;
    await nc.close();
  } catch (error) {
    const said = thrownText(error);
    if (error instanceof errors.AuthorizationError) {
      const text = `the NATS server at ${servers} does not let this user in (${said}): see credentials`;
      throw new EngineError('forbidden', text, { cause: error });
    }
    const text =
      `no NATS server could be reached at ${servers} (${said}): is it running, ` +
      'with JetStream (nats-server -js), and reachable from here?';
    throw new EngineError('unreachable', text, { cause: error });
  }
  throw new EngineError(
    'unsuitable',
    `the NATS server at ${servers} runs without JetStream: start it with 'nats-server -js'`,
  );
}

/** Finds the pool at the server. If it is not there a submitter makes it, and a host waits for it. */
async function findOrMakePool(
  context: Omit<NatsContext, 'js' | 'settings'>,
  whileWaiting: WhileWaiting,
): Promise<PoolSettings> {
  const { connection, jsm, subjects, options } = context;
  const make = (): Promise<void> => makeStreams(jsm, subjects, options);
  const find = (): Promise<PoolSettings | undefined> =>
    connection.retry('look at the pool', () => findStreams(jsm, subjects));
  if (options.role === 'host') return (await find()) ?? (await waitForPool(find));
  connection.onNobodyThere = async () => {
    await make().catch(ignoreWhileAway);
  };
  for (;;) {
    const settings = await find();
    if (settings !== undefined) return settings;
    await connection.retry('make the pool', make);
  }

  async function waitForPool(look: typeof find): Promise<PoolSettings> {
    const { describe, signal } = whileWaiting;
    const presence = describe && (await new NatsPresence(context).announce(describe));
    try {
      for (;;) {
        await delay(POLL_MS, undefined, signal === undefined ? {} : { signal });
        const settings = await look();
        if (settings !== undefined) return settings;
      }
    } finally {
      await presence?.[Symbol.asyncDispose]();
    }
  }
}

/** The call that had no responder is made again anyway, and reports by itself what is wrong. */
function ignoreWhileAway(error: unknown): void {
  if (permissionViolation(error) !== undefined) throw error;
}

const API_TIMEOUT_MS = 5000;
/** How often a host looks whether its pool is there. */
const POLL_MS = 500;
