/**
 * The real transport, which can also kill any of its workers, in whatever state it is: starting, idle, busy
 * or stopping.
 */
import { processTransport } from '#dist/core/transport/process.js';
import { threadTransport } from '#dist/core/transport/thread.js';
import type { Channel, ChannelOptions, Transport } from '#dist/core/transport/transport.js';
import type { Random } from './random.ts';

const REAL = { process: processTransport, thread: threadTransport };
/** More in a row without any work done between them would rightly be taken for a crash loop. */
const MAX_STRIKES_IN_A_ROW = 3;
/** A life in which nearly every worker is killed teaches no more, and lasts for ever. */
const MAX_STRIKES = 60;

export class ChaosTransport implements Transport {
  readonly name: 'process' | 'thread';
  readonly #open = new Set<Channel>();
  readonly #random: Random;
  #strikesInARow = 0;
  /** How many workers have been killed. */
  strikes = 0;

  constructor(name: 'process' | 'thread', random: Random) {
    this.name = name;
    this.#random = random;
  }

  open(options: ChannelOptions): Channel {
    const channel = REAL[this.name].open({
      ...options,
      onMessage: (message) => {
        if (message.kind === 'done') this.#strikesInARow = 0;
        options.onMessage(message);
      },
    });
    this.#open.add(channel);
    void channel.closed.then(() => this.#open.delete(channel));
    return channel;
  }

  /** How many workers there are. */
  get size(): number {
    return this.#open.size;
  }

  /** Kills one of the workers there are, at once or after asking. */
  strike(): void {
    if (this.#open.size === 0 || this.strikes >= MAX_STRIKES) return;
    if (this.#strikesInARow >= MAX_STRIKES_IN_A_ROW) return;
    this.#strikesInARow += 1;
    this.strikes += 1;
    const channel = this.#random.pick([...this.#open]);
    if (this.#random.chance(0.3)) channel.end();
    else channel.kill();
  }
}
