/** What one worker is started with. */
import type { ChannelOptions, Transport } from '../transport/transport.ts';
import type { StartMessage } from '../wire/messages.ts';
import type { LifeOptions } from './worker-life.ts';

export interface HandleOptions extends LifeOptions {
  /** How events name its pool. */
  readonly pool?: string;
  readonly transport: Transport;
  readonly channel: Omit<ChannelOptions, 'onMessage'>;
  readonly start: StartMessage;
}

export interface TurnClock {
  /**
   * When the turn began in which results are told (`performance.now()`): to look at a clock for each of them takes a
   * tenth of the time that it takes to tell one.
   */
  turnMs(): number;
}
