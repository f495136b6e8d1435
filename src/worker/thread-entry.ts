/**
 * The main script of a worker thread: connects the loop to the thread's own message port and to the
 * tickets in shared memory.
 */
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { installWorkerContext } from '../base/current-worker.ts';
import { InvariantError, ProtocolError } from '../base/errors.ts';
import { fromCompact, toCompact } from '../wire/compact.ts';
import type { FromWorker, ToWorker } from '../wire/messages.ts';
import { SharedTickets } from '../wire/shared-tickets.ts';
import { watchForCrashes } from './crashes.ts';
import { Loop } from './loop.ts';
import type { Port } from './port.ts';

const pool = parentPort;
if (pool === null) throw new InvariantError('a worker thread was started without a parent');

const { tickets } = workerData as { tickets: SharedArrayBuffer };

const port: Port = {
  kind: 'thread',
  threadId,
  tickets: new SharedTickets(tickets),
  send: (message: FromWorker) => pool.postMessage(toCompact(message)),
  flushed: () => undefined, // a posted message is out of this thread's hands at once
  check: (value) => structuredClone(value),
  end: (exitCode, lastMessage) => {
    if (lastMessage !== undefined) pool.postMessage(toCompact(lastMessage));
    process.exit(exitCode);
  },
};

const loop = new Loop(port);
installWorkerContext(() => loop.context);
watchForCrashes(loop);
pool.on('message', (message: unknown) => loop.receive(fromCompact<ToWorker>(message)));
pool.on('messageerror', (cause) => {
  loop.crash(new ProtocolError('a message to this thread could not be read', { cause }));
});
