/** What one handle has to know to open its channel and to bring it to its end. */
import type { ChannelOptions, Transport } from '../transport/transport.ts';
import type { StartMessage } from '../wire/messages.ts';

export interface HandleOptions {
  readonly transport: Transport;
  readonly channel: Omit<ChannelOptions, 'onMessage'>;
  readonly start: StartMessage;
  /** How many chunks the worker may run in its life. */
  readonly maxChunks: number;
  /** Between asking the worker to end and making it. */
  readonly killGraceMs: number;
}
