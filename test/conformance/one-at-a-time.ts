/** The real transports without room for a second chunk: nothing waits in a worker's hands. */
import type { Transport } from '#dist/core/transport/transport.js';
import { TRANSPORTS } from '../core/transport/line.ts';

export function oneAtATime(kind: keyof typeof TRANSPORTS): Transport {
  return {
    name: kind,
    open: (options) => {
      const channel = TRANSPORTS[kind].open(options);
      Object.defineProperty(channel.tickets, 'capacity', { value: 1 });
      return channel;
    },
  };
}
