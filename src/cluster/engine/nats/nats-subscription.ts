/**
 * A host's subscription to chunks at a NATS server: pulls what was requested, and no more.
 *
 *    request(n) ──► #credit ── pull, once a turn ──► inboxes ── chunks ──► onDelivery
 *                      ▲                               │
 *                      └── what the server had not ────┘
 *
 * Invariant: `#credit` and what the inboxes have pulled add up to what was requested and has not been
 * delivered. Chunks beyond that are given back unseen.
 */
import { setImmediate } from '../../../core/base/node-turns.ts';
import { checkInteger } from '../../../core/base/check.ts';
import type { Msg } from '@nats-io/transport-node';
import type { ChunkSubscription, Delivery } from '../engine.ts';
import { PullInbox, type PullEvents, type QueuePart } from './pull-inbox.ts';
import { giveBackUnseen, NatsDelivery } from './nats-delivery.ts';
import { placesOf, QueueWatch } from './named-queues.ts';
import type { NatsContext } from './nats-context.ts';
import { Rotation } from './rotation.ts';

export class NatsChunkSubscription implements ChunkSubscription {
  readonly #context: NatsContext;
  readonly #onDelivery: (delivery: Delivery) => void;
  readonly #rotation: Rotation<QueuePart>;
  readonly #watch: QueueWatch | undefined;
  readonly #forget: () => boolean;
  #inboxes: PullInbox[] = [];
  #credit = 0;
  /** The next time to pull: at the end of this turn, or later if the server could not answer. */
  #nextPull: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  readonly #held = new Set<NatsDelivery>();
  #state: 'open' | 'stopped' = 'open';

  constructor(
    context: NatsContext,
    onDelivery: (delivery: Delivery) => void,
    isWanted?: (queue: string) => boolean,
  ) {
    this.#context = context;
    this.#onDelivery = onDelivery;
    const { partitions } = context.settings;
    const home = Math.floor(Math.random() * partitions);
    this.#rotation = new Rotation(placesOf(partitions, []), home, isWanted !== undefined);
    const onQueues = (queues: readonly string[]): void => {
      this.#rotation.replace(placesOf(partitions, queues));
    };
    this.#watch = isWanted && new QueueWatch(context, isWanted, onQueues);
    this.#forget = context.connection.open({
      close: () => this.#end(),
      renew: () => this.#onReconnected(),
    });
  }

  request(count: number): void {
    checkInteger('count', count, 0);
    if (this.#state === 'stopped') return;
    this.#credit += count;
    this.#pullSoon();
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#watch?.end();
    this.#credit = 0;
    clearImmediate(this.#nextPull);
    clearTimeout(this.#retry);
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
  #pullSoon(): void {
    this.#nextPull ??= setImmediate(() => {
      this.#nextPull = undefined;
      if (this.#state === 'open' && this.#context.connection.state === 'connected') this.#pull();
    });
  }

  #pullLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.#pullSoon();
    }, RETRY_MS).unref();
  }

  #pull(): void {
    const pulls = this.#rotation.next(this.#credit);
    this.#credit = 0;
    for (const pull of pulls) this.#freeInbox().pull(pull);
  }

  #freeInbox(): PullInbox {
    const free = this.#inboxes.find(({ isFree }) => isFree);
    if (free !== undefined) return free;
    const inbox = new PullInbox(this.#context.connection.nc, this.#context.subjects, this.#events);
    this.#inboxes.push(inbox);
    return inbox;
  }

  readonly #events: PullEvents = {
    onSurplus: giveBackUnseen,
    onChunk: (chunk, place) => {
      this.#rotation.onDelivery(place);
      this.#deliver(chunk);
    },
    onOver: (inbox, rest, why) => {
      if (why === 'silent') this.#discard(inbox);
      if (why === 'nothing') this.#rotation.onNothing();
      this.#credit += rest;
      if (why === 'failed') this.#pullLater();
      else this.#pullSoon();
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

  /** A new connection: what was pulled over the old one will not be answered. */
  #onReconnected(): void {
    for (const inbox of [...this.#inboxes]) {
      this.#credit += inbox.rest;
      this.#discard(inbox);
    }
    if (this.#state === 'open') {
      void this.#watch?.look();
      this.#pullSoon();
    }
  }

  #discard(inbox: PullInbox): void {
    inbox.drop();
    this.#inboxes = this.#inboxes.filter((other) => other !== inbox);
  }
}

/** After an answer like "no leader just now". */
const RETRY_MS = 250;
