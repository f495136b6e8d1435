/**
 * The channel of a worker that is a child process (`start-process.ts`): frames to it, frames from it, and its end.
 *
 * Two sockets, because a stream is destroyed by a write that fails, with all that could still be read:
 * a command to a child that has just died would take its last results with it.
 */
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { InvariantError, ProtocolError } from '../base/errors.ts';
import type { WorkerExit } from '../base/exit.ts';
import { LARGE } from '../base/large.ts';
import type { FileTickets } from '../tickets/file-tickets.ts';
import { COMMANDS_FD, encodeFrameParts, FrameReader, RESULTS_FD } from '../wire/frame.ts';
import type { FromWorker, ToWorker } from '../wire/messages.ts';
import type { NoTickets } from '../tickets/tickets.ts';
import { watchOverOrphan } from './die-with-parent.ts';
import { heapLimitMb } from './heap-limit.ts';
import { type ForChannel, LargeOutlet } from './large-outlet.ts';
import { LastWords, listenerTo, type OutputTarget } from './last-words.ts';
import { readMemoryOf } from './process-memory.ts';
import { ResultStreams, WORTH_A_PIPE } from './result-streams.ts';
import type { StartedProcess } from './start-process.ts';
import type { Channel, ChannelOptions, Traffic } from './transport.ts';
import { unref } from '../base/timer.ts';

/** @param started the child, in the turn in which it was started */
export function openProcessChannel(options: ChannelOptions, started: StartedProcess): Channel {
  return new ProcessChannel(options, started);
}

const NO_CHUNKS: readonly never[] = [];

/** Node opens `process.stderr` when it is first asked for: most programs never need it. */
const OUR_STDERR: OutputTarget = { write: (bytes) => process.stderr.write(bytes) };

/**
 * How long to wait for the end of a dead child's stderr. It normally comes at once; a grandchild
 * that inherited it can keep it open for ever, and must not keep the pool waiting.
 */
const STDERR_LINGER_MS = 100;
/** How long a child may live on without its socket: to end in its own way takes some milliseconds. */
const DYING_MS = 1000;

/**
 * A channel's life. `broken`: what came was no message; nothing more is read, and what the worker held is
 * reported as lost, for this reason.
 */
type Life =
  | { readonly state: 'open' }
  | { readonly state: 'broken'; readonly cause: ProtocolError }
  | { readonly state: 'ended' };

const NEXT: Readonly<Record<Life['state'], readonly Life['state'][]>> = {
  open: ['broken', 'ended'],
  broken: ['ended'],
  ended: [],
};

class ProcessChannel implements Channel {
  readonly closed: Promise<WorkerExit>;
  readonly tickets: FileTickets | NoTickets;
  readonly #options: ChannelOptions;
  readonly #child: ChildProcess;
  readonly #commands: Socket | undefined;
  readonly #results: ResultStreams;
  readonly #lastWords: LastWords;
  readonly #large = new LargeOutlet();
  /** Its stdout, if somebody listens. */
  readonly #printed: LastWords;
  #life: Life = { state: 'open' };
  /** How many messages have come. */
  #received = 0;

  constructor(options: ChannelOptions, { child, tickets }: StartedProcess) {
    this.#options = options;
    this.tickets = tickets;
    this.#child = child;
    this.#child.unref();
    const errors = listenerTo(options, 'stderr') ?? OUR_STDERR;
    this.#lastWords = new LastWords(this.#child.stderr ?? null, errors);
    this.#printed = new LastWords(this.#child.stdout ?? null, listenerTo(options, 'stdout'));
    this.#commands = this.#socketAt(COMMANDS_FD);
    this.#commands?.resume(); // nothing comes, but for the end
    const reader = new FrameReader<FromWorker>((message) => this.#receive(message));
    this.#results = new ResultStreams(
      this.#socketAt(RESULTS_FD),
      (bytes) => this.#read(reader, bytes),
      ({ writable }) => this.send({ kind: 'pipe', pid: process.pid, fd: writable }),
    );
    this.closed = this.#waitForEnd();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get traffic(): Traffic {
    const { bytesWritten: sent = 0 } = this.#commands ?? {};
    return { sent, received: this.#results.bytesRead };
  }

  readMemory(): number | undefined {
    return readMemoryOf(this.pid);
  }

  send(message: ToWorker): void {
    const sent = message.kind === 'start' ? this.#large.prepare(message) : message;
    const frame = sent.kind === 'run' ? this.#encodeRun(sent) : encodeFrameParts(sent);
    const isIdle = sent.kind === 'run' || (sent.kind === 'drop' && !this.#large.isHolding);
    if (!isIdle) this.#large.noteSent(sent);
    if (this.#life.state === 'ended') return;
    if (frame.length === 1) this.#commands?.write(frame[0] as Buffer);
    else this.#writeAll(frame);
  }

  /** One system call, as far as the socket takes them. */
  #writeAll(parts: readonly Buffer[]): void {
    this.#commands?.cork();
    for (const part of parts) this.#commands?.write(part);
    this.#commands?.uncork();
  }

  end(): void {
    this.#child.kill('SIGTERM');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Large buffers in it are put into files, if there can be some. */
  #encodeRun(message: ToWorker & { readonly kind: 'run' }): readonly Buffer[] {
    this.#large.chunks = message.chunks;
    LARGE.outlet = this.#large;
    let frame: readonly Buffer[] | undefined;
    try {
      frame = encodeFrameParts(message);
      return frame;
    } finally {
      LARGE.outlet = undefined;
      if (this.#large.hasTaken) this.#large.end(frame && Buffer.concat(frame));
      this.#large.chunks = NO_CHUNKS; // nothing of a pool is to live as long as its channel
    }
  }

  #receive(message: FromWorker): void {
    const { onMessage } = this.#options;
    const { kind } = message;
    this.#received += 1;
    if (this.#received === WORTH_A_PIPE) this.#results.wantPipe();
    if (kind === 'resend' || kind === 'redefine' || kind === 'want-room')
      return this.#answer(message);
    if (kind === 'piped') return this.#results.onPiped(message.isOpen);
    if (kind === 'ready' || kind === 'init-failed') this.#large.onBegun();
    if (kind === 'done' && this.#large.isHolding) this.#large.passOn(message, onMessage);
    else onMessage(message);
  }

  /** The worker waits for the answer, and must not wait for ever. */
  #answer(message: ForChannel): void {
    const frame = this.#large.answer(message);
    if (frame === undefined) this.kill();
    else this.#commands?.write(frame);
  }

  #socketAt(fd: number): Socket | undefined {
    return this.#pipeAt(fd)?.once('close', () => this.#endUnlessDying());
  }

  #pipeAt(fd: number): Socket | undefined {
    // Duplex sockets: Node types stdio beyond 2 as either way. Absent if there was no descriptor left.
    const stdio = this.#child.stdio as ChildProcess['stdio'] | undefined;
    const socket = stdio?.[fd] as Socket | null | undefined;
    // A write to a child that has just died. Its exit says all there is to say.
    return socket?.unref().on('error', () => {});
  }

  #read(reader: FrameReader<FromWorker>, bytes: Buffer): void {
    if (this.#life.state !== 'open') return;
    try {
      reader.push(bytes);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#become({ state: 'broken', cause: error });
      this.kill();
    }
  }

  #become(next: Life): void {
    if (!NEXT[this.#life.state].includes(next.state))
      throw new InvariantError(`a channel that is ${this.#life.state} cannot become ${next.state}`);
    this.#life = next;
  }

  /** A child that has closed its end is about to die, or can never be heard of again. */
  #endUnlessDying(): void {
    const timer = setTimeout(() => this.kill(), DYING_MS);
    unref(timer);
    void this.closed.then(() => clearTimeout(timer));
  }

  async #waitForEnd(): Promise<WorkerExit> {
    const unwatch = watchOverOrphan(this.pid);
    const exit = await exitOf(this.#child);
    unwatch();
    await this.#results.drained();
    const [lastWords] = await Promise.all([
      this.#lastWords.end(STDERR_LINGER_MS),
      this.#printed.end(STDERR_LINGER_MS),
    ]);
    const cause = this.#life.state === 'broken' ? { cause: this.#life.cause } : {};
    this.#become({ state: 'ended' });
    this.#large.releaseAll();
    this.#commands?.destroy();
    this.#results.destroy();
    const { workerId } = this.#options;
    return {
      workerId,
      pid: this.pid,
      ...exit,
      ...cause,
      lastWords,
      heapLimitMb: heapLimitMb(this.#options),
    };
  }
}

async function exitOf(
  child: ChildProcess,
): Promise<Pick<WorkerExit, 'exitCode' | 'signal' | 'cause'>> {
  return await new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    child.on('error', (cause) => {
      // Also emitted when a signal could not be sent; only without a pid was there never a child.
      if (child.pid === undefined) resolve({ exitCode: null, signal: null, cause });
    });
  });
}
