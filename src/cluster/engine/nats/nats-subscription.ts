/**
 * A host's open hand at a NATS server.
 *
 *    request(n) ──► #credit ── ask, once a turn ──► inboxes ── chunks ──► onDelivery
 *                      ▲                              │
 *                      └── what the server had not ───┘
 *
 * Invariant: `#credit` and what the inboxes have asked for add up to what was requested and has not been
 * delivered. Chunks beyond that are handed back unseen.
 */
import { checkInteger } from '../../../core/base/check.ts';
import type { Msg } from '@nats-io/transport-node';
import type { Delivery, ChunkSubscription } from '../engine.ts';
import { PullInbox, type PullEvents } from './pull-inbox.ts';
import { handBack, NatsDelivery } from './nats-delivery.ts';
import type { NatsContext } from './nats-context.ts';
import { Rotation } from './rotation.ts';

export class NatsChunkSubscription implements ChunkSubscription {
  readonly #context: NatsContext;
  readonly #onDelivery: (delivery: Delivery) => void;
  readonly #rotation: Rotation;
  readonly #forget: () => boolean;
  #inboxes: PullInbox[] = [];
  #credit = 0;
  /** The next time to ask: at the end of this turn, or later if the server could not answer. */
  #asking: NodeJS.Immediate | undefined;
  #askingLater: NodeJS.Timeout | undefined;
  readonly #held = new Set<NatsDelivery>();
  #state: 'open' | 'stopped' = 'open';

  constructor(context: NatsContext, onDelivery: (delivery: Delivery) => void) {
    this.#context = context;
    this.#onDelivery = onDelivery;
    const { partitions } = context.settings;
    this.#rotation = new Rotation(partitions, Math.floor(Math.random() * partitions));
    this.#forget = context.connection.open({
      close: () => this.#end(),
      renew: () => this.#startAnew(),
    });
  }

  request(count: number): void {
    checkInteger('count', count, 0);
    if (this.#state === 'stopped') return;
    this.#credit += count;
    this.#askSoon();
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#credit = 0;
    clearImmediate(this.#asking);
    clearTimeout(this.#askingLater);
    await Promise.all(this.#inboxes.map((inbox) => inbox.drain()));
    this.#inboxes = [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#forget()) await this.#end();
  }

  async #end(): Promise<void> {
    await this.stop();
    for (const delivery of [...this.#held]) delivery.giveBack();
  }

  /** Together with all that is requested in this turn. */
  #askSoon(): void {
    this.#asking ??= setImmediate(() => {
      this.#asking = undefined;
      if (this.#state === 'open' && this.#context.connection.state === 'connected') this.#ask();
    });
  }

  #askLater(): void {
    this.#askingLater ??= setTimeout(() => {
      this.#askingLater = undefined;
      this.#askSoon();
    }, RETRY_MS).unref();
  }

  #ask(): void {
    const asks = this.#rotation.next(this.#credit);
    this.#credit = 0;
    for (const ask of asks) this.#freeLane().ask(ask);
  }

  #freeLane(): PullInbox {
    const free = this.#inboxes.find(({ isFree }) => isFree);
    if (free !== undefined) return free;
    const inbox = new PullInbox(this.#context.connection.nc, this.#context.subjects, this.#events);
    this.#inboxes.push(inbox);
    return inbox;
  }

  readonly #events: PullEvents = {
    onSurplus: handBack,
    onChunk: (chunk, part) => {
      this.#rotation.onDelivery(part);
      this.#deliver(chunk);
    },
    onOver: (inbox, rest, why) => {
      if (why === 'silent') this.#discard(inbox);
      if (why === 'nothing') this.#rotation.onNothing();
      this.#credit += rest;
      if (why === 'failed') this.#askLater();
      else this.#askSoon();
    },
  };

  #deliver(chunk: Msg): void {
    const delivery = new NatsDelivery(this.#context.connection.nc, chunk, {
      subjects: this.#context.subjects,
      onGone: (gone) => this.#held.delete(gone),
    });
    this.#held.add(delivery);
    this.#onDelivery(delivery);
  }

  /** A new connection: what was asked over the old one will not be answered. */
  #startAnew(): void {
    for (const inbox of [...this.#inboxes]) {
      this.#credit += inbox.rest;
      this.#discard(inbox);
    }
    if (this.#state === 'open') this.#askSoon();
  }

  #discard(inbox: PullInbox): void {
    inbox.drop();
    this.#inboxes = this.#inboxes.filter((other) => other !== inbox);
  }
}

/** After an answer like "no leader just now". */
const RETRY_MS = 250;
