/**
 * The main script of a worker process: connects the loop to the two sockets and the ticket file that
 * the pool left on descriptors 3, 4 and 5. Imports as little as it can: every module here costs each
 * worker its share of a start.
 *
 * Never returns: the process ends when it is told to, when the pool's ends of the sockets are gone,
 * or when a task kills it.
 */
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { installWorkerContext } from '../base/current-worker.ts';
import { FileTicketTaker } from '../tickets/file-tickets.ts';
import { LARGE, type Part } from '../base/large.ts';
import { WORKER_MARK } from '../base/worker-mark.ts';
import {
  borrowAnswer,
  borrowFrame,
  encodeFrame,
  FrameReader,
  COMMANDS_FD,
  RESULTS_FD,
} from '../wire/frame.ts';
import { discardLong } from '../wire/list/numbers.ts';
import type { FromWorker, TaskSpec, ToWorker } from '../wire/messages.ts';
import { checkEncoded } from '../wire/check-encoded.ts';
import { NoTickets, type TicketTaker } from '../tickets/tickets.ts';
import { watchForCrashes } from './crashes.ts';
import { Loop } from './loop.ts';
import { LargeResults } from './large-results.ts';
import { onFirstUse } from './first-use.ts';
import { needsOrderlyEnd } from './orderly-end.ts';
import type { Port } from './port.ts';
import { ProcessOutput } from './process-output.ts';
import { writeWhole } from './write-whole.ts';

const TICKETS_FD = 5;
const STDERR_FD = 2;
const CODE_OF_SIGTERM = 143; // as a shell reports it
const READ_BYTES = 65_536;
/** A blocking socket takes as much as that whole. */
const AT_ONCE_BYTES = 65_536;

/** Between two chunks nobody waits for long for a reader of the output that has stopped reading. */
const PATIENCE_MS = 1000;
/** At a graceful end there is nothing else to do. */
const PATIENCE_AT_END_MS = 10_000;

delete process.env[WORKER_MARK]; // this is a worker; what a task starts is none

interface WithParts {
  readonly message: FromWorker;
  readonly parts: readonly Part[];
  readonly moved: readonly ArrayBuffer[];
}

class ProcessPort implements Port {
  readonly kind = 'process';
  readonly tickets: TicketTaker;
  /** Made when something is printed: most workers never do. */
  #output: ProcessOutput | undefined;
  readonly #onSigterm = (): void => void this.#endWhenPrinted(CODE_OF_SIGTERM);
  #holdsSigterm = false;
  #roomFree: Promise<void> = Promise.resolve();

  constructor(tickets: TicketTaker) {
    this.tickets = tickets;
    onFirstUse((stream) => {
      this.#output ??= new ProcessOutput();
      this.#output.add(stream);
    });
  }

  send(
    message: FromWorker,
    moved: readonly ArrayBuffer[] = [],
    call: TaskSpec['call'] = 'one',
  ): Promise<void> | undefined {
    // Before anybody hears that the task is done: from now on its output is to survive.
    if (this.#output?.hasUnwritten) this.#holdSigterm();
    else if (this.#holdsSigterm) this.#releaseSigterm();
    LARGE.outlet = message.kind === 'done' ? LARGE_RESULTS : undefined;
    const frame = encoded(message, call);
    if (LARGE_RESULTS.parts.length > 0) {
      const parts = LARGE_RESULTS.take();
      // Tasks run beside each other, but the program makes room for one result at a time.
      const sending = this.#roomFree.then(() =>
        this.#sendWithRoom(frame, { message, parts, moved }),
      );
      this.#roomFree = sending.catch(() => {});
      return sending;
    }
    for (let i = 0; i < frame.length; i += 1) write(frame[i] as Buffer); // in range
    if (message.kind === 'done') discardLong(message.results);
    if (moved.length > 0) letGo(moved);
    return undefined;
  }

  /** Large buffers of the result go into files first; if they cannot, all of it is in the message. */
  async #sendWithRoom(
    frame: readonly Buffer[],
    { message, parts, moved }: WithParts,
  ): Promise<void> {
    const hasRoom = await LARGE_RESULTS.fill(parts, (lengths) =>
      write(encodeFrame({ kind: 'want-room', lengths })),
    );
    for (const part of hasRoom ? frame : [encodeFrame(message)]) write(part);
    if (moved.length > 0) letGo(moved);
  }

  check(value: unknown): void {
    checkEncoded(value);
  }

  flushed(): Promise<void> | undefined {
    return this.#output?.isPending ? this.#flush(this.#output) : undefined;
  }

  end(exitCode: number, lastMessage?: FromWorker): void {
    if (lastMessage !== undefined) write(encodeFrame(lastMessage));
    if (exitCode === 0 && this.#output?.hasUnwritten) void this.#endWhenPrinted(exitCode);
    else process.exit(exitCode);
  }

  async #flush(output: ProcessOutput): Promise<void> {
    await output.written({ patienceMs: PATIENCE_MS });
    if (!output.hasUnwritten) this.#releaseSigterm();
  }

  #releaseSigterm(): void {
    process.off('SIGTERM', this.#onSigterm);
    this.#holdsSigterm = false;
  }

  /** Asked to end while output of a task that is done is on its way out, the worker ends when it is out. */
  #holdSigterm(): void {
    if (!this.#holdsSigterm) process.on('SIGTERM', this.#onSigterm);
    this.#holdsSigterm = true;
  }

  async #endWhenPrinted(exitCode: number): Promise<void> {
    const onWait = (): void => write(encodeFrame({ kind: 'printing' }));
    onWait();
    await this.#output?.written({ patienceMs: PATIENCE_AT_END_MS, onWait });
    process.exit(exitCode);
  }
}

const LARGE_RESULTS = new LargeResults();

/** Throws if it cannot be; then nothing has been taken out of it. */
function encoded(message: FromWorker, call: TaskSpec['call']): readonly Buffer[] {
  try {
    return call === 'spread' ? borrowAnswer(message) : borrowFrame(message);
  } catch (error) {
    LARGE_RESULTS.parts = [];
    throw error;
  } finally {
    LARGE.outlet = undefined;
  }
}

/** Frees what was copied instead of moved: a task finds it empty, as it would in a thread. */
function letGo(buffers: readonly ArrayBuffer[]): void {
  for (const buffer of buffers) {
    try {
      structuredClone(undefined, { transfer: [buffer] });
    } catch {
      // one that cannot be moved: the pool of memory that small Buffers share
    }
  }
}

/** Where results are written to. */
let resultsFd = RESULTS_FD;

/** All that comes after the answer goes through the pipe. */
function takePipe(path: string): void {
  const pipe = openPipe(path);
  write(encodeFrame({ kind: 'piped', isOpen: pipe !== undefined }));
  resultsFd = pipe ?? resultsFd;
}

/** The program has both of its ends open until it has the answer, so nobody waits here. */
function openPipe(path: string): number | undefined {
  try {
    const fd = openSync(path, constants.O_WRONLY);
    if (fstatSync(fd).isFIFO()) return fd;
    closeSync(fd);
  } catch {
    // then it goes on as it was
  }
  return undefined;
}

/**
 * Blocks until everything is in the hands of the system, where this process's death cannot reach it. The
 * pool always reads, so that is soon. (A stream's write costs 5 µs, the system call alone 2: it matters
 * where a task takes one.)
 */
function write(bytes: Buffer): void {
  try {
    if (bytes.length <= AT_ONCE_BYTES && writeSync(resultsFd, bytes) === bytes.length) return;
  } catch {
    // not at once, then
  }
  try {
    writeWhole(bytes, (rest, at, length) => writeSync(resultsFd, rest, at, length));
  } catch (error) {
    // What the pool has got of the message is of no use, and nothing that follows could be read.
    writeSync(STDERR_FD, `a worker could not write to its pool: ${String(error)}\n`);
    process.exit(1);
  }
}

const [, , ticketMode, title = 'manyhands', folder] = process.argv;
if (folder !== undefined) process.chdir(folder); // only Node's options are about the folder of its start
process.argv.length = 2; // what follows the script is ours, not the task's
process.title = title;
process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group; the parent decides

if (needsOrderlyEnd()) process.on('SIGTERM', () => process.exit(CODE_OF_SIGTERM));

const tickets = ticketMode === 'tickets' ? new FileTicketTaker(TICKETS_FD) : new NoTickets();
const reader = new FrameReader<ToWorker>((message) => {
  if (message.kind === 'run' && tickets instanceof NoTickets) {
    tickets.issue(message.chunks.map((chunk) => chunk.id)); // to have a chunk is to start it
  }
  if (message.kind === 'room') LARGE_RESULTS.takeRooms(message.files);
  else if (message.kind === 'pipe') takePipe(`/proc/${message.pid}/fd/${message.fd}`);
  else loop.receive(message);
});
// Node's own fast path: one buffer for all reads, no stream events. The reader copies what it keeps.
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
const onread: OnReadOpts = {
  buffer: readBuffer,
  callback: (count) => {
    reader.push(readBuffer.subarray(0, count));
    return true;
  },
};
// Documented for the constructor, but typed only for `connect`.
const commands = new Socket({
  fd: COMMANDS_FD,
  readable: true,
  writable: false,
  onread,
} as SocketConstructorOpts);
commands.on('error', () => {}); // 'close' follows
commands.on('close', () => process.exit()); // the pool is gone

const loop = new Loop(new ProcessPort(tickets));
installWorkerContext(() => loop.context);
watchForCrashes(loop);
