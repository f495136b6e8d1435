/** The real transports without room for a second chunk: nothing waits in a worker's hands. */
import { inlineTransport } from '#dist/transport/inline.js';
import { processTransport } from '#dist/transport/process.js';
import { threadTransport } from '#dist/transport/thread.js';
import type { Transport } from '#dist/transport/transport.js';

const REAL = { process: processTransport, thread: threadTransport, inline: inlineTransport };

export function oneAtATime(kind: keyof typeof REAL): Transport {
  return {
    name: kind,
    open: (options) => {
      const channel = REAL[kind].open(options);
      Object.defineProperty(channel.tickets, 'capacity', { value: 1 });
      return channel;
    },
  };
}
