/**
 * A host's open hand at a NATS server.
 *
 *    request(n) ──► #credit ── ask, once a turn ──► lanes ── chunks ──► onDelivery
 *                      ▲                              │
 *                      └── what the server had not ───┘
 *
 * Invariant: `#credit` and what the lanes have asked for add up to what was requested and has not been
 * delivered. Chunks beyond that are handed back unseen.
 */
import { checkInteger } from '../../../core/base/check.ts';
import type { Msg } from '@nats-io/transport-node';
import type { Delivery, Intake } from '../engine.ts';
import { Lane, type LaneNews } from './lane.ts';
import { handBack, NatsDelivery } from './nats-delivery.ts';
import type { Ground } from './ground.ts';
import { Rotation } from './rotation.ts';

export class NatsIntake implements Intake {
  readonly #ground: Ground;
  readonly #onDelivery: (delivery: Delivery) => void;
  readonly #rotation: Rotation;
  readonly #forget: () => boolean;
  #lanes: Lane[] = [];
  #credit = 0;
  /** The next time to ask: at the end of this turn, or later if the server could not answer. */
  #asking: NodeJS.Immediate | undefined;
  #askingLater: NodeJS.Timeout | undefined;
  readonly #held = new Set<NatsDelivery>();
  #state: 'open' | 'stopped' = 'open';

  constructor(ground: Ground, onDelivery: (delivery: Delivery) => void) {
    this.#ground = ground;
    this.#onDelivery = onDelivery;
    const { partitions } = ground.settled;
    this.#rotation = new Rotation(partitions, Math.floor(Math.random() * partitions));
    this.#forget = ground.line.open({
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
    await Promise.all(this.#lanes.map((lane) => lane.drain()));
    this.#lanes = [];
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
      if (this.#state === 'open' && this.#ground.line.state === 'connected') this.#ask();
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

  #freeLane(): Lane {
    const free = this.#lanes.find(({ isFree }) => isFree);
    if (free !== undefined) return free;
    const lane = new Lane(this.#ground.line.nc, this.#ground.subjects, this.#news);
    this.#lanes.push(lane);
    return lane;
  }

  readonly #news: LaneNews = {
    onSurplus: handBack,
    onChunk: (chunk, part) => {
      this.#rotation.onDelivery(part);
      this.#deliver(chunk);
    },
    onOver: (lane, rest, why) => {
      if (why === 'silent') this.#discard(lane);
      if (why === 'nothing') this.#rotation.onNothing();
      this.#credit += rest;
      if (why === 'failed') this.#askLater();
      else this.#askSoon();
    },
  };

  #deliver(chunk: Msg): void {
    const delivery = new NatsDelivery(this.#ground.line.nc, chunk, {
      subjects: this.#ground.subjects,
      onGone: (gone) => this.#held.delete(gone),
    });
    this.#held.add(delivery);
    this.#onDelivery(delivery);
  }

  /** A new connection: what was asked over the old one will not be answered. */
  #startAnew(): void {
    for (const lane of [...this.#lanes]) {
      this.#credit += lane.rest;
      this.#discard(lane);
    }
    if (this.#state === 'open') this.#askSoon();
  }

  #discard(lane: Lane): void {
    lane.drop();
    this.#lanes = this.#lanes.filter((other) => other !== lane);
  }
}

/** After an answer like "no leader just now". */
const RETRY_MS = 250;
