/**
 * Workers as `worker_threads`. Messages are cloned (or moved) by `postMessage`, tickets are shared
 * memory. A thread dies with its program, and `terminate` stops even a loop; what a thread cannot
 * survive (a crash of the engine itself) the program does not survive either.
 *
 * A thread inside a blocking call of native code (`execSync`, the reading of a pipe) cannot be stopped by
 * anybody before that call returns. It is given up after a while: it runs no JavaScript ever again, and
 * ends when it can; only the end of the program, which waits for its threads, may have to wait for it.
 *
 * The channel is a pair of ports of our own: what a task posts to its `parentPort` disturbs nobody.
 */
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import type { WorkerExit } from '../base/exit.ts';
import type { Transferable } from '../base/transferable.ts';
import { fromPosted, toPosted } from '../wire/posted.ts';
import { decode } from '../wire/codec.ts';
import { type FromWorker, RING, type ToWorker } from '../wire/messages.ts';
import { SharedResults } from '../wire/shared-results.ts';
import { SharedTickets } from '../tickets/shared-tickets.ts';
import { heapLimitMb } from './heap-limit.ts';
import { LastWords } from './last-words.ts';
import type { Channel, ChannelOptions, Transport } from './transport.ts';

export const threadTransport: Transport = {
  name: 'thread',
  open: (options) => new ThreadChannel(options),
};

const ENTRY = new URL('../worker/thread-entry.js', import.meta.url);

/** The end of a dead thread's stderr is already in this process; it only has to be read. */
const STDERR_LINGER_MS = 100;

/** How long an end may take that was asked for; a thread that runs JavaScript takes some milliseconds. */
const GIVE_UP_MS = 5000;
const IN_NATIVE_CODE =
  'it is inside a blocking call of native code (such as execSync), out of which no thread can be stopped; ' +
  'it was left to itself. Processes can be stopped: use Pool for such tasks';

/** How long a thread that is to be killed may load our own modules, which it does before anything else. */
const LOADING_MS = 5000;

/** So many results at one look are a rush. */
const RUSH = 8;
/** Half of what a thread has in hand at such times: it does not come to rest meanwhile. */
const LOOK_AGAIN_MS = 1;

class ThreadChannel implements Channel {
  readonly pid: number = process.pid;
  readonly threadId: number;
  readonly tickets: SharedTickets = new SharedTickets();
  readonly #results = new SharedResults();
  #nextLook: NodeJS.Timeout | undefined;
  /** How many messages the thread has posted, those that only ring not counted. */
  #received = 0;
  readonly closed: Promise<WorkerExit>;
  readonly #options: ChannelOptions;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #lastWords: LastWords;
  /** How many modules of tasks the thread is loading just now; it says so itself. */
  readonly #imports: Int32Array = new Int32Array(new SharedArrayBuffer(4));
  #cause: unknown;
  #isOpen = true;
  #givingUp: NodeJS.Timeout | undefined;
  #giveUp = (): void => {};
  /** It rings when it has loaded our modules. */
  #hasSpoken = false;
  /** It is to be killed: as soon as it has spoken, or when this goes off. */
  #killing: NodeJS.Timeout | undefined;

  constructor(options: ChannelOptions) {
    this.#options = options;
    const { port1, port2 } = new MessageChannel();
    this.#worker = startThread(options, {
      tickets: this.tickets.memory,
      results: this.#results.memory,
      imports: this.#imports,
      port: port2,
    });
    this.#port = port1;
    this.threadId = this.#worker.threadId;
    this.#worker.unref();
    this.#lastWords = new LastWords(this.#worker.stderr);
    this.#port.on('message', (message: unknown) => this.#receive(message));
    this.#port.on('messageerror', (error) => this.#break(error));
    this.#port.unref();
    // What the worker's own handler could not report: out of memory, a stack overflow, a failed load.
    this.#worker.on('error', (error) => {
      this.#cause = error;
    });
    this.closed = this.#waitForEnd();
  }

  send(message: ToWorker, transfer: readonly Transferable[] = []): void {
    if (!this.#isOpen) return;
    const { value, ours } = toPosted(message);
    this.#port.postMessage(value, [...transfer, ...ours]);
  }

  /**
   * A thread that is still starting, or is loading a task's module, is asked: killed then it would leave
   * the files open, because Node forgets the descriptors whose opening was under way.
   */
  end(): void {
    if (this.#hasSpoken && Atomics.load(this.#imports, 0) === 0) this.kill();
    else this.send({ kind: 'stop' });
  }

  /** For the same reason not before it has loaded our own modules, however little time it has been given. */
  kill(): void {
    if (this.#hasSpoken) this.#terminate();
    else if (this.#isOpen)
      this.#killing ??= setTimeout(() => this.#terminate(), LOADING_MS).unref();
  }

  #terminate(): void {
    clearTimeout(this.#killing);
    void this.#worker.terminate(); // its exit is what `closed` waits for, within reason
    this.#givingUp ??= setTimeout(() => this.#giveUp(), GIVE_UP_MS).unref();
  }

  #receive(message: unknown): void {
    this.#hasSpoken = true;
    if (this.#killing !== undefined) this.#terminate();
    if (message !== RING) this.#receivePosted(message);
    this.#look();
  }

  #receivePosted(message: unknown): void {
    this.#readResults(); // what the thread had finished before it posted this
    this.#received += 1;
    this.#options.onMessage(fromPosted<FromWorker>(message));
  }

  /**
   * Reads the results that are there. In a rush it looks again after a while, and the thread need not
   * ring for each of them.
   */
  #look(): void {
    const isRush = this.#readResults() >= RUSH;
    this.#results.announce(isRush);
    this.#readResults();
    if (isRush) this.#nextLook ??= setTimeout(() => this.#lookAgain(), LOOK_AGAIN_MS).unref();
  }

  #lookAgain(): void {
    this.#nextLook = undefined;
    this.#look();
  }

  #readResults(): number {
    return this.#results.drain(this.#received, (body) => this.#options.onMessage(decode(body)));
  }

  /** A message could not be read, and nobody knows which: what the worker holds is lost. */
  #break(error: unknown): void {
    this.#cause ??= error;
    this.kill();
  }

  async #waitForEnd(): Promise<WorkerExit> {
    const exitCode = await new Promise<number | null>((resolve) => {
      this.#worker.once('exit', resolve);
      this.#giveUp = () => resolve(null);
    });
    clearTimeout(this.#killing);
    clearTimeout(this.#givingUp);
    if (exitCode === null) this.#cause ??= new Error(IN_NATIVE_CODE);
    this.#drain();
    this.#isOpen = false;
    this.#port.close();
    const lastWords = await this.#lastWords.end(STDERR_LINGER_MS);
    const { pid, threadId } = this;
    const { workerId } = this.#options;
    const limit = heapLimitMb(this.#options);
    const exit = { workerId, pid, threadId, exitCode, signal: null, lastWords, heapLimitMb: limit };
    return this.#cause === undefined ? exit : { ...exit, cause: this.#cause };
  }

  /** What the thread had posted and the event loop has not delivered: the exit may overtake it. */
  #drain(): void {
    for (let rest = this.#nextPosted(); rest !== undefined; rest = this.#nextPosted()) {
      this.#receive(rest.message);
    }
    clearTimeout(this.#nextLook);
    this.#readResults();
  }

  #nextPosted(): { readonly message: unknown } | undefined {
    try {
      return receiveMessageOnPort(this.#port);
    } catch (error) {
      this.#cause ??= error; // one that cannot be read
      return undefined;
    }
  }
}

interface ThreadData {
  readonly tickets: SharedArrayBuffer;
  readonly results: SharedArrayBuffer;
  readonly imports: Int32Array;
  readonly port: MessagePort;
}

function startThread(options: ChannelOptions, data: ThreadData): Worker {
  return new Worker(ENTRY, {
    name: options.title,
    env: environment(options),
    ...threadExecArgv(options),
    ...(options.resourceLimits === undefined ? {} : { resourceLimits: options.resourceLimits }),
    // Node passes stderr on: a stream that is taken over (`stderr: true`) would keep the program alive.
    workerData: data,
    transferList: [data.port],
    trackUnmanagedFds: true,
  });
}

/**
 * A thread inherits what the program was started with, unless told otherwise. It cannot start with
 * `--input-type` (of `node --input-type=module -e …`), which is about a program without a file.
 */
function threadExecArgv({ execArgv }: ChannelOptions): { execArgv?: string[] } {
  if (execArgv !== undefined) return { execArgv: [...execArgv] };
  return process.execArgv.some((one) => one.startsWith('--input-type')) ? { execArgv: [] } : {};
}

/** Without what is `undefined`: a thread would get it as a text, where a process does not get it. */
function environment({ env }: ChannelOptions): NodeJS.ProcessEnv {
  const all = Object.entries({ ...process.env, ...env });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}
