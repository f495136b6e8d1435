/** A chunk as it came from a server: its reply subject has the delivery count, and takes the acknowledgement. */
import { type Msg, type NatsConnection, nanos } from '@nats-io/transport-node';
import type { Delivery, Headers } from '../engine.ts';
import { fromNats, INDEX } from './nats-headers.ts';
import type { Subjects } from './subjects.ts';

export class NatsDelivery implements Delivery {
  readonly job: string;
  readonly index: number;
  readonly deliveryCount: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly #nc: NatsConnection;
  readonly #answerTo: string;
  /** Called when the chunk has left this host's hands. */
  readonly #onGone: (delivery: NatsDelivery) => void;
  #state: 'held' | 'gone' = 'held';

  constructor(
    nc: NatsConnection,
    message: Msg,
    { subjects, onGone }: { subjects: Subjects; onGone: (delivery: NatsDelivery) => void },
  ) {
    this.#nc = nc;
    this.#answerTo = message.reply ?? '';
    this.#onGone = onGone;
    this.job = subjects.jobOf(message.subject);
    this.index = Number(message.headers?.get(INDEX) ?? -1);
    this.deliveryCount = deliveryCountOf(this.#answerTo);
    this.headers = fromNats(message.headers);
    this.body = message.data;
  }

  acknowledge(): void {
    this.#leave('+ACK');
  }

  giveBack(afterMs = 0): void {
    this.#leave(afterMs === 0 ? '-NAK' : `-NAK ${JSON.stringify({ delay: nanos(afterMs) })}`);
  }

  extend(): void {
    if (this.#state === 'held') this.#say('+WPI');
  }

  #leave(answer: string): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    this.#say(answer);
    this.#onGone(this);
  }

  #say(answer: string): void {
    try {
      this.#nc.publish(this.#answerTo, answer);
    } catch {
      // The connection is closed for good: the chunk comes again, to another host.
    }
  }
}

/** Gives back a chunk that nobody here asked for. */
export function giveBackUnseen(message: Msg): void {
  message.respond('-NAK');
}

/**
 * `$JS.ACK.<stream>.<consumer>.<delivered>.…`, and with `<domain>.<account>` in front of the stream
 * where the server is part of a larger system; those have at least eleven parts.
 */
function deliveryCountOf(answerTo: string): number {
  const parts = answerTo.split('.');
  return Number(parts[parts.length >= 11 ? 6 : 4]);
}
