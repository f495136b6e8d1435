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
