/** Workers as child processes: how they are started is in `start-process.ts`, what is said to them in `process-channel.ts`. */
import { openProcessChannel } from './process-channel.ts';
import { type StartedProcess, startProcess } from './start-process.ts';
import type { Transport } from './transport.ts';

export const processTransport: Transport = {
  name: 'process',
  start: startProcess,
  open({ started, ...options }) {
    // What `start` has returned: nobody else makes any.
    return openProcessChannel(
      options,
      (started as StartedProcess | undefined) ?? startProcess(options),
    );
  },
};
