/** The real transports with a window of one chunk: no worker holds a chunk that it has not started. */
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
