/**
 * The channel of a worker that is a thread (`start-thread.ts`). Messages are cloned (or moved) by `postMessage`, tickets are
 * shared memory. A thread dies with its program, and `terminate` stops even a loop; what a thread cannot
 * survive (a crash of the engine itself) the program does not survive either.
 *
 * A thread inside a blocking call of native code (`execSync`, the reading of a pipe) cannot be stopped by
 * anybody before that call returns. It is given up after a while: it runs no JavaScript ever again, and
 * ends when it can; only the end of the program, which waits for its threads, may have to wait for it.
 *
 * The channel is a pair of ports of our own: what a task posts to its `parentPort` disturbs nobody.
 */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessagePort, Worker } from 'node:worker_threads';
import { InvariantError } from '../base/errors.ts';
import type { WorkerExit } from '../base/exit.ts';
import type { LoadLock } from '../base/load-lock.ts';
import type { Transferable } from '../base/transferable.ts';
import { unreachable } from '../base/unreachable.ts';
import type { SharedTickets } from '../tickets/shared-tickets.ts';
import type { ToWorker } from '../wire/messages.ts';
import { toPosted } from '../wire/posted.ts';
import { bytesIn } from '../wire/posted-bytes.ts';
import { isStdoutOurs } from './environment.ts';
import { heapLimitMb } from './heap-limit.ts';
import { LastWords, listenerTo } from './last-words.ts';
import { ThreadInbox } from './thread-inbox.ts';
import type { StartedThread } from './start-thread.ts';
import { isProfiled } from './thread-options.ts';
import type { Channel, ChannelOptions, Traffic } from './transport.ts';
import { unref } from '../base/timer.ts';

/** @param started the thread, in the turn in which it was started */
export function openThreadChannel(options: ChannelOptions, started: StartedThread): Channel {
  return new ThreadChannel(options, started);
}

/** The end of a dead thread's stderr is already in this process; it only has to be read. */
const STDERR_LINGER_MS = 100;

/** How long an end may take that was asked for; a thread that runs JavaScript takes some milliseconds. */
const GIVE_UP_MS = 5000;
const IN_NATIVE_CODE =
  'it is inside a blocking call of native code (such as execSync), out of which no thread can be stopped; ' +
  'it was left to itself. Processes can be stopped: use Pool for such tasks';

/** How long a thread that is to be killed may load our own modules, which it does before anything else. */
const LOADING_MS = 5000;
const LOOK_AGAIN_MS = 5;

/**
 * A thread's life, and the timer of each part of it.
 *
 *    loading   Node starts, then our own modules are loaded; killed during that it would leave their files open,
 *              because Node forgets the descriptors whose opening was under way. It rings when it has loaded them
 *    doomed    loads modules of ours, and is to be killed as soon as it has: when it rings, or when a look at the
 *              lock, each time that `timer` goes off, finds that it may be
 *    running   whatever the pool sends
 *    stopping  it is being ended; when `timer` goes off it is given up
 *    gone
 */
type Life =
  | { readonly state: 'loading' | 'running' | 'gone' }
  | { readonly state: 'doomed' | 'stopping'; readonly timer: NodeJS.Timeout };

const NEXT: Readonly<Record<Life['state'], readonly Life['state'][]>> = {
  loading: ['running', 'doomed', 'stopping', 'gone'],
  doomed: ['doomed', 'stopping', 'gone'],
  running: ['doomed', 'stopping', 'gone'],
  stopping: ['gone'],
  gone: [],
};

class ThreadChannel implements Channel {
  readonly pid: number = process.pid;
  readonly threadId: number;
  readonly tickets: SharedTickets;
  readonly closed: Promise<WorkerExit>;
  readonly #options: ChannelOptions;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #inbox: ThreadInbox;
  readonly #lastWords: LastWords;
  /** How many modules of tasks the thread is loading just now; it says so itself. */
  readonly #imports: Int32Array;
  readonly #loadLock: LoadLock;
  #life: Life = { state: 'loading' };
  #sent = 0;
  /** The first thing that went wrong with it. */
  #cause: unknown;
  #giveUp = (): void => {};

  constructor(options: ChannelOptions, started: StartedThread) {
    this.#options = options;
    this.tickets = started.tickets;
    this.#worker = started.worker;
    this.#port = started.port;
    this.#imports = started.imports;
    this.#loadLock = started.loadLock;
    this.#inbox = new ThreadInbox(this.#port, started.results, options.onMessage);
    this.threadId = this.#worker.threadId;
    this.#worker.unref();
    const { stdout, stderr } = this.#worker;
    if (options.onOutput !== undefined) {
      stdout.unpipe(process.stdout); // Node passes both on
      stderr.unpipe(process.stderr);
      stdout.on('data', (bytes: Buffer) => options.onOutput?.(bytes, 'stdout'));
      for (const stream of [stdout, stderr]) stream.resume(); // who is unpiped is paused
    } else if (isStdoutOurs(options)) {
      stdout.on('data', (text: Buffer) => process.stderr.write(text));
    }
    this.#lastWords = new LastWords(stderr, listenerTo(options, 'stderr'));
    this.#port.on('message', (message: unknown) => this.#receive(message));
    this.#port.on('messageerror', (error) => this.#break(error));
    this.#port.unref();
    // What the worker's own handler could not report: out of memory, a stack overflow, a failed load.
    this.#worker.on('error', (error) => {
      this.#cause = error;
    });
    this.closed = this.#waitForEnd();
  }

  get traffic(): Traffic {
    return { sent: this.#sent, received: this.#inbox.bytes };
  }

  send(message: ToWorker, transfer?: readonly Transferable[]): void {
    if (this.#life.state === 'gone') return;
    const isMoving = transfer !== undefined && transfer.length > 0;
    const { value, ours } = toPosted(message, isMoving);
    this.#sent += bytesIn(value);
    this.#port.postMessage(value, isMoving ? [...transfer, ...ours] : ours);
  }

  /** A thread that is loading a task's module is asked: killed then it would leave the files open. So is one that writes a profile when it ends in order. */
  end(): void {
    const mustEndByItself = Atomics.load(this.#imports, 0) > 0 || isProfiled(this.#options);
    if (mustEndByItself) this.send({ kind: 'stop', isHasty: true });
    else this.kill();
  }

  kill(): void {
    const { state } = this.#life;
    switch (state) {
      case 'loading':
      case 'running':
        this.#terminate();
        return;
      case 'doomed':
      case 'stopping':
      case 'gone':
        return;
      default:
        unreachable(state);
    }
  }

  #become(next: Life): void {
    if (!NEXT[this.#life.state].includes(next.state))
      throw new InvariantError(`a thread that is ${this.#life.state} cannot become ${next.state}`);
    if ('timer' in this.#life) clearTimeout(this.#life.timer);
    this.#life = next;
  }

  #terminate(untilMs: number = performance.now() + LOADING_MS): void {
    if (!this.#loadLock.mayEnd() && performance.now() < untilMs) {
      const later = unref(setTimeout(() => this.#terminate(untilMs), LOOK_AGAIN_MS));
      this.#become({ state: 'doomed', timer: later });
      return;
    }
    const timer = unref(setTimeout(() => this.#giveUp(), GIVE_UP_MS));
    this.#become({ state: 'stopping', timer });
    void this.#worker.terminate(); // its exit is what `closed` waits for, within reason
  }

  #receive(message: unknown): void {
    if (this.#life.state === 'loading') this.#become({ state: 'running' });
    if (this.#life.state === 'doomed') this.#terminate();
    this.#inbox.receive(message);
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
    this.#become({ state: 'gone' });
    if (exitCode === null) this.#cause ??= new Error(IN_NATIVE_CODE);
    const unread = this.#inbox.drain();
    this.#cause ??= unread;
    this.#port.close();
    await this.#printed();
    const lastWords = await this.#lastWords.end(STDERR_LINGER_MS);
    const { pid, threadId } = this;
    const { workerId } = this.#options;
    const limit = heapLimitMb(this.#options);
    const exit = { workerId, pid, threadId, exitCode, signal: null, lastWords, heapLimitMb: limit };
    return this.#cause === undefined ? exit : { ...exit, cause: this.#cause };
  }

  /** What the thread has printed is in this process, but not yet on its way to our stdout. */
  async #printed(): Promise<void> {
    const { stdout } = this.#worker;
    if (stdout.readableEnded || stdout.closed) return;
    await Promise.race([once(stdout, 'end'), delay(STDERR_LINGER_MS, undefined, { ref: false })]);
  }
}
