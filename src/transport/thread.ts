/**
 * Workers as `worker_threads`. Messages are cloned (or moved) by `postMessage`, tickets are shared
 * memory. A thread dies with its program, and `terminate` stops even a loop; what a thread cannot
 * survive (a crash of the engine itself) the program does not survive either.
 */
import { Worker } from 'node:worker_threads';
import type { WorkerExit } from '../base/exit.ts';
import { fromCompact, toCompact } from '../wire/compact.ts';
import type { FromWorker, ToWorker } from '../wire/messages.ts';
import { SharedTickets } from '../wire/shared-tickets.ts';
import { LastWords } from './last-words.ts';
import type { Channel, ChannelOptions, Transferable, Transport } from './transport.ts';

export const threadTransport: Transport = {
  name: 'thread',
  open: (options) => new ThreadChannel(options),
};

const ENTRY = new URL('../worker/thread-entry.js', import.meta.url);

/** The end of a dead thread's stderr is already in this process; it only has to be read. */
const STDERR_LINGER_MS = 100;

class ThreadChannel implements Channel {
  readonly pid: number = process.pid;
  readonly threadId: number;
  readonly tickets: SharedTickets = new SharedTickets();
  readonly closed: Promise<WorkerExit>;
  readonly #workerId: number;
  readonly #worker: Worker;
  readonly #lastWords: LastWords;
  #cause: unknown;
  #hasSpoken = false;
  #isOpen = true;

  constructor(options: ChannelOptions) {
    this.#workerId = options.workerId;
    this.#worker = startThread(options, this.tickets.memory);
    this.threadId = this.#worker.threadId;
    this.#worker.unref();
    this.#lastWords = new LastWords(this.#worker.stderr, process.stderr);
    this.#worker.on('message', (message: unknown) => {
      this.#hasSpoken = true;
      options.onMessage(fromCompact<FromWorker>(message));
    });
    // What the worker's own handler could not report: out of memory, a stack overflow, a failed load.
    this.#worker.on('error', (error) => {
      this.#cause = error;
    });
    this.closed = this.#waitForEnd();
  }

  send(message: ToWorker, transfer: readonly Transferable[] = []): void {
    if (this.#isOpen) this.#worker.postMessage(toCompact(message), transfer);
  }

  end(): void {
    // Node (seen in 20.20) leaves the files open that a thread is just loading when it is terminated. So
    // one that may still be loading is asked to end when it has loaded everything.
    if (this.#hasSpoken) this.kill();
    else this.send({ kind: 'stop' });
  }

  kill(): void {
    void this.#worker.terminate(); // its exit is what `closed` waits for
  }

  async #waitForEnd(): Promise<WorkerExit> {
    const exitCode = await new Promise<number>((resolve) => {
      this.#worker.once('exit', resolve);
    });
    this.#isOpen = false;
    const lastWords = await this.#lastWords.end(STDERR_LINGER_MS);
    const { pid, threadId } = this;
    const exit = { workerId: this.#workerId, pid, threadId, exitCode, signal: null, lastWords };
    return this.#cause === undefined ? exit : { ...exit, cause: this.#cause };
  }
}

function startThread(options: ChannelOptions, tickets: SharedArrayBuffer): Worker {
  return new Worker(ENTRY, {
    name: options.title,
    env: { ...process.env, ...options.env } as NodeJS.Dict<string>,
    ...(options.execArgv === undefined ? {} : { execArgv: [...options.execArgv] }),
    ...(options.resourceLimits === undefined ? {} : { resourceLimits: options.resourceLimits }),
    stderr: true,
    workerData: { tickets },
    trackUnmanagedFds: true,
  });
}
