/**
 * A transport that kills its worker at one chosen message, and otherwise is the real one.
 *
 *    before, to the worker     killed, then the message is sent into the void
 *    after, to the worker      sent, then killed: it may have been read or not
 *    before, from the worker   killed as if it had died just before it sent the message
 *    after, from the worker    delivered, then killed
 *
 * So each boundary of the protocol can be hit, always the same one, and not only those that chance finds.
 */
import { processTransport } from '#dist/core/transport/process.js';
import { threadTransport } from '#dist/core/transport/thread.js';
import type { Channel, ChannelOptions, Transport } from '#dist/core/transport/transport.js';
import type { FromWorker, ToWorker } from '#dist/core/wire/messages.js';

export type Direction = 'to' | 'from';
export type Moment = 'before' | 'after';
export type MessageKind = ToWorker['kind'] | FromWorker['kind'];

export interface Blow {
  readonly direction: Direction;
  readonly moment: Moment;
  readonly kind: MessageKind;
}

const REAL = { process: processTransport, thread: threadTransport };

export class FaultyTransport implements Transport {
  readonly name: 'process' | 'thread';
  readonly #blow: Blow;
  #blowsLeft: number;

  /** Strikes each of the next `times` workers that come to that message. */
  constructor(name: 'process' | 'thread', blow: Blow, times = 1) {
    this.name = name;
    this.#blow = blow;
    this.#blowsLeft = times;
  }

  /** Whether every blow has been struck. */
  get isSpent(): boolean {
    return this.#blowsLeft === 0;
  }

  open(options: ChannelOptions): Channel {
    let isCutOff = false;
    const channel: Channel = REAL[this.name].open({
      ...options,
      onMessage: (message) => {
        if (isCutOff) return;
        const isHit = this.#hits('from', message.kind);
        if (isHit && this.#blow.moment === 'before') isCutOff = true;
        else options.onMessage(message);
        if (isHit) channel.kill();
      },
    });
    return this.#guard(channel);
  }

  /** The same channel, with `send` under attack. */
  #guard(channel: Channel): Channel {
    const send: Channel['send'] = (message, transfer) => {
      const isHit = this.#hits('to', message.kind);
      if (isHit && this.#blow.moment === 'before') channel.kill();
      channel.send(message, transfer);
      if (isHit && this.#blow.moment === 'after') channel.kill();
    };
    return {
      get pid() {
        return channel.pid;
      },
      ...(channel.threadId === undefined ? {} : { threadId: channel.threadId }),
      tickets: channel.tickets,
      closed: channel.closed,
      send,
      end: () => channel.end(),
      kill: () => channel.kill(),
    };
  }

  #hits(direction: Direction, kind: MessageKind): boolean {
    if (this.#blowsLeft === 0 || this.#blow.direction !== direction || this.#blow.kind !== kind)
      return false;
    this.#blowsLeft -= 1;
    return true;
  }
}
