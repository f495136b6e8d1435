/**
 * Workers as child processes.
 *
 *    parent                                            child (worker/process-entry)
 *    fd of a socket pair  ◄── frames, both ways ──►    fd 3
 *    ticket file          ◄── one shared position ──►  fd 4
 *    pipe, kept and passed on to our stderr  ◄───────  stderr
 *    our stdout           ◄──────────────────────────  stdout (inherited: a flood costs us nothing)
 *
 * No IPC channel of Node's: ours is binary, and a task that calls `process.send` cannot disturb it.
 * On Linux a child is killed by the kernel when the parent's thread is gone, even if it is stuck in
 * a loop; elsewhere it ends when it next looks at the closed socket.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants, accessSync, realpathSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { WorkerExit } from '../base/exit.ts';
import { FileTickets } from '../wire/file-tickets.ts';
import { encodeFrame, FrameReader } from '../wire/frame.ts';
import type { FromWorker, ToWorker } from '../wire/messages.ts';
import { NoTickets, type Tickets } from '../wire/tickets.ts';
import { inheritedExecArgv } from './exec-argv.ts';
import { LastWords } from './last-words.ts';
import type { Channel, ChannelOptions, Transport } from './transport.ts';

export const processTransport: Transport = {
  name: 'process',
  open: (options) => new ProcessChannel(options),
};

const ENTRY = fileURLToPath(new URL('../worker/process-entry.js', import.meta.url));

/**
 * How long to wait for the end of a dead child's stderr. It normally comes at once; a grandchild
 * that inherited it can keep it open for ever, and must not keep the pool waiting.
 */
const STDERR_LINGER_MS = 100;

class ProcessChannel implements Channel {
  readonly closed: Promise<WorkerExit>;
  readonly tickets: Tickets;
  readonly #workerId: number;
  readonly #child: ChildProcess;
  readonly #socket: Socket | undefined;
  readonly #lastWords: LastWords;
  #isOpen = true;

  constructor(options: ChannelOptions) {
    this.#workerId = options.workerId;
    const tickets = openTickets();
    this.tickets = tickets;
    this.#child = spawnWorker(options, tickets);
    this.#child.unref();
    this.#lastWords = new LastWords(this.#child.stderr ?? null, process.stderr);
    this.#socket = this.#connect(options.onMessage);
    this.closed = this.#waitForEnd();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  send(message: ToWorker): void {
    const frame = encodeFrame(message);
    if (this.#isOpen) this.#socket?.write(frame);
  }

  end(): void {
    this.#child.kill('SIGTERM');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #connect(onMessage: (message: FromWorker) => void): Socket | undefined {
    // A duplex socket: Node types stdio beyond 2 as either way. Absent if there was no descriptor left.
    const socket = (this.#child.stdio as ChildProcess['stdio'] | undefined)?.[3] as Socket | null | undefined;
    if (!socket) return undefined;
    socket.unref();
    const reader = new FrameReader<FromWorker>(onMessage);
    socket.on('data', (bytes: Buffer) => {
      try {
        reader.push(bytes);
      } catch {
        this.kill(); // its bytes are not ours; what it held is reported as lost
      }
    });
    // A write to a child that has just died. Its exit says all there is to say.
    socket.on('error', () => {});
    return socket;
  }

  async #waitForEnd(): Promise<WorkerExit> {
    const exit = await exitOf(this.#child);
    await this.#drained();
    this.#isOpen = false;
    const lastWords = await this.#lastWords.end(STDERR_LINGER_MS);
    this.#socket?.destroy();
    return { workerId: this.#workerId, pid: this.pid, ...exit, lastWords };
  }

  /** Until everything the child had sent has been read. Its death has closed the other end. */
  async #drained(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.closed || socket.readableEnded) return;
    await new Promise<void>((resolve) => {
      socket.once('end', resolve).once('close', resolve);
    });
  }
}

function openTickets(): FileTickets | NoTickets {
  if (process.platform === 'win32') return new NoTickets(); // open files cannot be unlinked there
  try {
    return new FileTickets();
  } catch {
    return new NoTickets();
  }
}

function spawnWorker(options: ChannelOptions, tickets: FileTickets | NoTickets): ChildProcess {
  const hasFile = tickets instanceof FileTickets;
  const node = [
    process.execPath,
    ...(options.execArgv ?? inheritedExecArgv()),
    ...heapLimit(options),
    ENTRY,
    hasFile ? 'tickets' : 'no-tickets',
    options.title,
  ];
  const [command = '', ...args] = [...DIE_WITH_PARENT, ...node];
  return spawn(command, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'inherit', 'pipe', 'pipe', ...(hasFile ? [tickets.fd] : [])],
    windowsHide: true,
  });
}

function heapLimit({ resourceLimits }: ChannelOptions): string[] {
  const limit = resourceLimits?.maxOldGenerationSizeMb;
  return limit === undefined ? [] : [`--max-old-space-size=${limit}`];
}

/**
 * util-linux's `setpriv --pdeathsig` asks the kernel to kill the child when its parent is gone, and
 * then becomes the child (same pid). Busybox has a `setpriv` that cannot, so the real one is wanted.
 */
const DIE_WITH_PARENT: readonly string[] = process.platform === 'linux' ? findSetpriv() : [];

function findSetpriv(): string[] {
  for (const path of ['/usr/bin/setpriv', '/bin/setpriv']) {
    try {
      accessSync(path, constants.X_OK);
      if (realpathSync(path).endsWith('/setpriv')) return [path, '--pdeathsig', 'KILL', '--'];
    } catch {
      // not here
    }
  }
  return [];
}

async function exitOf(child: ChildProcess): Promise<Pick<WorkerExit, 'exitCode' | 'signal' | 'cause'>> {
  return await new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    child.on('error', (cause) => {
      // Also emitted when a signal could not be sent; only without a pid was there never a child.
      if (child.pid === undefined) resolve({ exitCode: null, signal: null, cause });
    });
  });
}
