/**
 * One pull request for chunks at a time, with an inbox of its own: the subject that the server answers to.
 *
 * Chunks arrive under their own subject, whoever pulled them: only the inbox tells which request they
 * answer. So each request under way needs one, and as subscribing to one costs as much as the request,
 * it is used again. What arrives when nothing (more) was pulled is given back.
 *
 *    free ── pull ──► pulling ── all came · status · silence ──► free        either ── close ──► closed
 */
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { createInbox, nanos } from '@nats-io/transport-node';
import { InvariantError } from '../../../core/base/errors.ts';
import type { PullRequest } from './rotation.ts';
import { consumerOf, type Subjects } from './subjects.ts';

/** One part of one queue; `queue` is absent for that of all hosts. */
export interface QueuePart {
  readonly part: number;
  readonly queue?: string | undefined;
}

export interface PullEvents {
  readonly onChunk: (chunk: Msg, place: QueuePart) => void;
  /** A chunk that came after its request was over. */
  readonly onSurplus: (chunk: Msg) => void;
  /**
   * The request is over with `rest` chunks of it not given: `nothing` was there, or the server
   * `failed` it and it is better to wait a little, or it was `silent` and the inbox is not to be trusted.
   */
  readonly onOver: (inbox: PullInbox, rest: number, why: 'nothing' | 'failed' | 'silent') => void;
}

export class PullInbox {
  readonly #nc: NatsConnection;
  readonly #subjects: Subjects;
  readonly #events: PullEvents;
  readonly #subject: string;
  readonly #subscription: Subscription;
  #state: 'free' | 'pulling' | 'closed' = 'free';
  #rest = 0;
  #place: QueuePart = { part: 0 };
  #silenceMs = 0;
  #silence: NodeJS.Timeout | undefined;

  constructor(nc: NatsConnection, subjects: Subjects, events: PullEvents) {
    this.#nc = nc;
    this.#subjects = subjects;
    this.#events = events;
    this.#subject = createInbox(subjects.inbox('host'));
    this.#subscription = nc.subscribe(this.#subject, {
      callback: (error, message) => {
        // An error is the end of the subscription: the server does not let this user listen.
        if (error === null) this.#onMessage(message);
        else this.#finish('failed');
      },
    });
  }

  get isFree(): boolean {
    return this.#state === 'free';
  }

  /** How many chunks were pulled and have not come. */
  get rest(): number {
    return this.#state === 'pulling' ? this.#rest : 0;
  }

  pull({ place, batch, waitMs }: PullRequest<QueuePart>): void {
    if (this.#state !== 'free')
      throw new InvariantError(`an inbox that is ${this.#state} cannot pull`);
    this.#state = 'pulling';
    this.#rest = batch;
    this.#place = place;
    const request = waitMs === 0 ? { no_wait: true } : waitingRequest(waitMs);
    // A server that died says nothing: with heartbeats we know soon.
    this.#silenceMs = 'idle_heartbeat' in request ? 2.5 * HEARTBEAT_MS : (waitMs ?? 0) + 3000;
    this.#nc.publish(
      `$JS.API.CONSUMER.MSG.NEXT.${this.#subjects.queueStream(place.part)}.${consumerOf(place.queue)}`,
      JSON.stringify({ batch, ...request }),
      { reply: this.#subject },
    );
    this.#listenForSilence();
  }

  /** Ends at once; chunks that are on their way are delivered again after the ack wait. */
  drop(): void {
    if (this.#state === 'closed') return;
    this.#close();
    this.#subscription.unsubscribe();
  }

  /** Ends when chunks that are on their way have been given to `onSurplus`. */
  async drain(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#close();
    if (!this.#nc.isClosed() && !this.#subscription.isClosed()) await this.#subscription.drain();
  }

  #close(): void {
    this.#state = 'closed';
    clearTimeout(this.#silence);
  }

  #onMessage(message: Msg): void {
    if (message.reply?.startsWith('$JS.ACK.') === true) this.#onChunk(message);
    else if (this.#state === 'pulling') this.#onStatus(message.headers?.code ?? 0);
  }

  #onChunk(chunk: Msg): void {
    if (this.#state !== 'pulling') {
      this.#events.onSurplus(chunk);
      return;
    }
    this.#rest -= 1;
    const place = this.#place;
    if (this.#rest === 0) {
      this.#state = 'free';
      clearTimeout(this.#silence);
    } else {
      this.#listenForSilence();
    }
    this.#events.onChunk(chunk, place);
  }

  /** 100: still waiting. 404, 408: nothing there (in time). All others: it cannot be done just now. */
  #onStatus(code: number): void {
    if (code === 100) this.#listenForSilence();
    else this.#finish(code === 404 || code === 408 ? 'nothing' : 'failed');
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#finish('silent'), this.#silenceMs).unref();
  }

  #finish(why: 'nothing' | 'failed' | 'silent'): void {
    if (this.#state !== 'pulling') return;
    this.#state = 'free';
    clearTimeout(this.#silence);
    this.#events.onOver(this, this.#rest, why);
  }
}

/**
 * A request that lasts as long as it may ends on the beat of a clock, so that those of one host end
 * together and go on as one: an idle host with 64 slots costs the server what one with a single slot
 * does.
 */
function waitingRequest(waitMs: number | undefined): Record<string, number> {
  if (waitMs !== undefined) return { expires: nanos(waitMs) };
  const toBeatMs = BEAT_MS - (performance.now() % BEAT_MS);
  const expiresMs = toBeatMs < BEAT_MS / 2 ? toBeatMs + BEAT_MS : toBeatMs;
  return { expires: nanos(Math.round(expiresMs)), idle_heartbeat: nanos(HEARTBEAT_MS) };
}

const BEAT_MS = 10_000;
const HEARTBEAT_MS = 2000;
