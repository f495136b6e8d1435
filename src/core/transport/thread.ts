/** Workers as threads: how they are started is in `start-thread.ts`, what is said to them in `thread-channel.ts`. */
import { type StartedThread, startThread } from './start-thread.ts';
import { openThreadChannel } from './thread-channel.ts';
import type { Transport } from './transport.ts';

export const threadTransport: Transport = {
  name: 'thread',
  start: startThread,
  open({ started, ...options }) {
    // What `start` has returned: nobody else makes any.
    return openThreadChannel(
      options,
      (started as StartedThread | undefined) ?? startThread(options),
    );
  },
};
