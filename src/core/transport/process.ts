/**
 * Workers as child processes.
 *
 *    parent                                            child (worker/process-entry)
 *    socket for commands  ─── frames ───────────────►  fd 3
 *    socket for results   ◄── frames ────────────────  fd 4
 *    ticket file          ◄── one shared position ──►  fd 5
 *    our program, in somebody else's bundle  ───────►  fd 6 (else the child reads our files)
 *    pipe, kept and passed on to our stderr  ◄───────  stderr
 *    our stdout           ◄──────────────────────────  stdout (inherited: a flood costs us nothing)
 *
 * Two sockets, because a stream is destroyed by a write that fails, with all that could still be read:
 * a command to a child that has just died would take its last results with it.
 *
 * No IPC channel of Node's: ours is binary, and a task that calls `process.send` cannot disturb it.
 * A child dies with its parent, even if it is stuck in a loop: see `die-with-parent.ts`.
 */
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Socket } from 'node:net';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { ownOptions } from '../base/check.ts';
import { InvariantError, ProtocolError } from '../base/errors.ts';
import type { WorkerExit } from '../base/exit.ts';
import { LARGE } from '../base/large.ts';
import { processProgram } from '../base/own-files.ts';
import { LIBRARY_FD } from '../base/own-library.ts';
import { WORKER_MARK } from '../base/worker-mark.ts';
import { FileTickets, openTickets } from '../tickets/file-tickets.ts';
import { COMMANDS_FD, encodeFrameParts, FrameReader, RESULTS_FD } from '../wire/frame.ts';
import type { FromWorker, ToWorker } from '../wire/messages.ts';
import type { NoTickets } from '../tickets/tickets.ts';
import { dyingWithParent, watchOverOrphan } from './die-with-parent.ts';
import { isStdoutOurs, workerEnvironment } from './environment.ts';
import { inheritedExecArgv } from './exec-argv.ts';
import { heapLimitFlag, heapLimitMb } from './heap-limit.ts';
import { type ForChannel, LargeOutlet } from './large-outlet.ts';
import { LastWords, listenerTo } from './last-words.ts';
import { readMemoryOf } from './process-memory.ts';
import { currentFolder, folderToStartIn } from './start-folder.ts';
import type { Channel, ChannelOptions, Traffic, Transport } from './transport.ts';

export const processTransport: Transport = {
  name: 'process',
  open: (options) => new ProcessChannel(options),
};

const PROGRAM = ownOptions(processProgram('core/worker/process-entry'));

const NO_CHUNKS: readonly never[] = [];

/** How long to wait for the end of a dead child's stderr. A grandchild that inherited it can keep it open for ever. */
const STDERR_LINGER_MS = 100;
/** As long, for the same reason, for the messages of a dead child. */
const SOCKET_LINGER_MS = 100;
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
  readonly #results: Socket | undefined;
  readonly #lastWords: LastWords;
  readonly #large = new LargeOutlet();
  /** Its stdout, if somebody listens. */
  readonly #printed: LastWords;
  #life: Life = { state: 'open' };

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.tickets = openTickets();
    this.#child = spawnWorker(options, this.tickets);
    this.#child.unref();
    this.#giveLibrary();
    const errors = listenerTo(options, 'stderr') ?? process.stderr;
    this.#lastWords = new LastWords(this.#child.stderr ?? null, errors);
    this.#printed = new LastWords(this.#child.stdout ?? null, listenerTo(options, 'stdout'));
    this.#commands = this.#socketAt(COMMANDS_FD);
    this.#commands?.resume(); // nothing comes, but for the end
    this.#results = this.#socketAt(RESULTS_FD);
    const reader = new FrameReader<FromWorker>((message) => this.#receive(message));
    this.#results?.on('data', (bytes: Buffer) => this.#read(reader, bytes));
    this.closed = this.#waitForEnd();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get traffic(): Traffic {
    const { bytesWritten: sent = 0 } = this.#commands ?? {};
    return { sent, received: this.#results?.bytesRead ?? 0 };
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
    if (frame.length > 1) this.#commands?.cork(); // one system call, as far as the socket takes them
    for (const part of frame) this.#commands?.write(part);
    if (frame.length > 1) this.#commands?.uncork();
  }

  end(): void {
    this.#child.kill('SIGTERM');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #giveLibrary(): void {
    if (PROGRAM.library !== undefined) this.#pipeAt(LIBRARY_FD)?.end(PROGRAM.library);
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
    if (kind === 'resend' || kind === 'redefine' || kind === 'want-room')
      return this.#answer(message);
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
    timer.unref();
    void this.closed.then(() => clearTimeout(timer));
  }

  async #waitForEnd(): Promise<WorkerExit> {
    const unwatch = watchOverOrphan(this.pid);
    const exit = await exitOf(this.#child);
    unwatch();
    await this.#drained();
    const [lastWords] = await Promise.all([
      this.#lastWords.end(STDERR_LINGER_MS),
      this.#printed.end(STDERR_LINGER_MS),
    ]);
    const cause = this.#life.state === 'broken' ? { cause: this.#life.cause } : {};
    this.#become({ state: 'ended' });
    this.#large.releaseAll();
    this.#commands?.destroy();
    this.#results?.destroy();
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

  /**
   * Until everything the child had sent has been read. Its death has closed the other end, unless a
   * process it has started holds that as well; then a turn of the event loop that brings nothing,
   * reading included, says that there is nothing left.
   */
  async #drained(): Promise<void> {
    const socket = this.#results;
    if (socket === undefined || socket.closed || socket.readableEnded) return;
    const end = new AbortController();
    socket.once('end', () => end.abort()).once('close', () => end.abort());
    for (let before = -1; !end.signal.aborted && before !== socket.bytesRead; ) {
      before = socket.bytesRead;
      await delay(SOCKET_LINGER_MS, undefined, { signal: end.signal, ref: false }).catch(() => {});
      await immediate(); // timers run before reading does: what came during a long turn is read now
    }
  }
}

function spawnWorker(options: ChannelOptions, tickets: FileTickets | NoTickets): ChildProcess {
  const hasFile = tickets instanceof FileTickets;
  const startFolder = folderToStartIn();
  const folder = startFolder === undefined ? undefined : currentFolder();
  const node = [
    process.execPath,
    ...(options.execArgv ?? inheritedExecArgv()),
    ...heapLimitFlag(options),
    ...PROGRAM.args,
    hasFile ? 'tickets' : 'no-tickets',
    options.title,
    ...(folder === undefined ? [] : [folder]),
  ];
  const [command = '', ...args] = dyingWithParent(node);
  const kept = isStdoutOurs(options) ? 2 : 'inherit';
  const stdout = options.onOutput === undefined ? kept : 'pipe';
  const all: readonly ('ignore' | 'inherit' | 'pipe' | number)[] = [
    'ignore',
    stdout,
    'pipe',
    'pipe',
    'pipe',
  ];
  const { spawn } = process.getBuiltinModule('node:child_process'); // not imported: 5 ms, and threads need none
  const spawned: SpawnOptions = {
    ...(startFolder === undefined ? {} : { cwd: startFolder }),
    env: Object.assign(workerEnvironment(options.env), { [WORKER_MARK]: '1' }),
    stdio: [...all, ...(hasFile ? [tickets.fd] : []), ...libraryStdio(hasFile)],
    windowsHide: true,
  };
  return spawn(command, args, ownOptions(spawned));
}

function libraryStdio(hasTickets: boolean): ('ignore' | 'pipe')[] {
  if (PROGRAM.library === undefined) return [];
  return hasTickets ? ['pipe'] : ['ignore', 'pipe'];
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
