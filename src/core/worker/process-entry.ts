/**
 * The main script of a worker process: connects the loop to the two sockets and the ticket file that
 * the pool left on descriptors 3, 4 and 5. Imports as little as it can: every module here costs each
 * worker its share of a start.
 *
 * Never returns: the process ends when it is told to, when the pool's ends of the sockets are gone,
 * or when a task kills it.
 */
import { writeSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { installWorkerContext } from '../base/current-worker.ts';
import { FileTicketTaker } from '../tickets/file-tickets.ts';
import { borrowFrame, checkEncoded, FrameReader, COMMANDS_FD, RESULTS_FD } from '../wire/frame.ts';
import type { FromWorker, ToWorker } from '../wire/messages.ts';
import { NoTickets, type TicketTaker } from '../tickets/tickets.ts';
import { watchForCrashes } from './crashes.ts';
import { Loop } from './loop.ts';
import type { Port } from './port.ts';

const TICKETS_FD = 5;
const READ_BYTES = 65_536;

class ProcessPort implements Port {
  readonly kind = 'process';
  readonly tickets: TicketTaker;

  constructor(tickets: TicketTaker) {
    this.tickets = tickets;
  }

  send(message: FromWorker, moved: readonly ArrayBuffer[] = []): void {
    write(borrowFrame(message));
    if (moved.length > 0) letGo(moved);
  }

  check(value: unknown): void {
    checkEncoded(value);
  }

  end(exitCode: number, lastMessage?: FromWorker): void {
    if (lastMessage !== undefined) write(borrowFrame(lastMessage));
    process.exit(exitCode);
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

/**
 * Blocks until everything is in the hands of the system, where this process's death cannot reach it. The
 * pool always reads, so that is soon. (A stream's write costs 5 µs, the system call alone 2: it matters
 * where a task takes one.)
 */
function write(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += tryWrite(bytes, at);
}

function tryWrite(bytes: Buffer, at: number): number {
  try {
    return writeSync(RESULTS_FD, bytes, at);
  } catch (error) {
    // A process that a task has started and given the socket has made it one that does not block.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    return bytes.length - at; // the pool is gone, and 'close' will say so
  }
}

const [, , ticketMode, title = 'manyhands'] = process.argv;
process.argv.length = 2; // what follows the script is ours, not the task's
process.title = title;
process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group; the parent decides

const tickets = ticketMode === 'tickets' ? new FileTicketTaker(TICKETS_FD) : new NoTickets();
const reader = new FrameReader<ToWorker>((message) => {
  if (message.kind === 'run' && tickets instanceof NoTickets) {
    tickets.issue(message.chunks.map((chunk) => chunk.id)); // to have a chunk is to start it
  }
  loop.receive(message);
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
