/** How a worker thread is started. What is said to it, and when it has ended, is the business of its channel (`thread-channel.ts`). */
import type { MessagePort, Worker, WorkerOptions } from 'node:worker_threads';
import { ownOptions } from '../base/check.ts';
import { LoadLock } from '../base/load-lock.ts';
import { threadProgram } from '../base/own-files.ts';
import { SharedTickets } from '../tickets/shared-tickets.ts';
import { SharedResults } from '../wire/shared-results.ts';
import { isStdoutOurs } from './environment.ts';
import { loadsModulesFirst, openThread, threadEnvironment } from './thread-options.ts';
import type { Started, StartOptions } from './transport.ts';

const PROGRAM = ownOptions(threadProgram('core/worker/thread-start'));

/** A thread that nobody listens to yet, and what it shares with us. */
export interface StartedThread extends Started {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly tickets: SharedTickets;
  readonly results: SharedResults;
  /** How many modules of tasks it is loading just now; it says so itself. */
  readonly imports: Int32Array;
  readonly loadLock: LoadLock;
}

export function startThread(options: StartOptions): StartedThread {
  const { port1: port, port2 } = new (loadThreads().MessageChannel)();
  const shared = {
    tickets: new SharedTickets(),
    results: new SharedResults(),
    imports: new Int32Array(new SharedArrayBuffer(4)),
    loadLock: new LoadLock(),
  };
  if (PROGRAM.isModule === true || loadsModulesFirst(options)) shared.loadLock.beginStart();
  const worker = newThread(options, {
    tickets: shared.tickets.memory,
    results: shared.results.memory,
    imports: shared.imports,
    loadLock: shared.loadLock.memory,
    port: port2,
  });
  return { ...shared, worker, port, discard: () => discard(worker, port) };
}

function discard(worker: Worker, port: MessagePort): void {
  port.close(); // which the thread takes for the end of the program that it works for
  worker.on('error', () => {});
  worker.unref();
  void worker.terminate();
}

/** Not imported: it takes milliseconds, and processes need none. */
function loadThreads(): typeof import('node:worker_threads') {
  return process.getBuiltinModule('node:worker_threads');
}

interface ThreadData {
  readonly tickets: SharedArrayBuffer;
  readonly results: SharedArrayBuffer;
  readonly imports: Int32Array;
  readonly loadLock: SharedArrayBuffer;
  readonly port: MessagePort;
}

function newThread(options: StartOptions, data: ThreadData): Worker {
  const { resourceLimits } = options;
  return openThread(options, (execArgv) => {
    const own: WorkerOptions = {
      eval: PROGRAM.eval === true,
      name: options.title,
      env: threadEnvironment(options),
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
      ...(resourceLimits === undefined ? {} : { resourceLimits: ownOptions(resourceLimits) }),
      // Node passes stderr on: a stream that is taken over (`stderr: true`) would keep the program alive.
      workerData: { ...data, ...PROGRAM.data },
      transferList: [data.port],
      trackUnmanagedFds: true,
      stdout: options.onOutput === undefined && isStdoutOurs(options),
    };
    return new (loadThreads().Worker)(PROGRAM.file, ownOptions(own));
  });
}
