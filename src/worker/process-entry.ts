/**
 * The main script of a worker process: connects the loop to the socket and the ticket file that the
 * pool left on descriptors 3 and 4. Imports as little as it can: every module here costs each worker
 * its share of a start.
 *
 * Never returns: the process ends when it is told to, when the pool's end of the socket is gone,
 * or when a task kills it.
 */
import { writeSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { serialize } from 'node:v8';
import { installWorkerContext } from '../base/current-worker.ts';
import { FileTicketTaker } from '../wire/file-tickets.ts';
import { borrowFrame, FrameReader, restOfFrame } from '../wire/frame.ts';
import type { FromWorker, ToWorker } from '../wire/messages.ts';
import { NoTickets, type TicketTaker } from '../wire/tickets.ts';
import { watchForCrashes } from './crashes.ts';
import { Loop } from './loop.ts';
import type { Port } from './port.ts';

const SOCKET_FD = 3;
const TICKETS_FD = 4;
const READ_BYTES = 65_536;

class SocketPort implements Port {
  readonly kind = 'process';
  readonly tickets: TicketTaker;
  readonly #socket: Socket;

  constructor(socket: Socket, tickets: TicketTaker) {
    this.#socket = socket;
    this.tickets = tickets;
  }

  send(message: FromWorker, moved: readonly ArrayBuffer[] = []): void {
    const frame = borrowFrame(message);
    // A stream's write costs 5 µs, the system call alone 2: it matters where a task takes one.
    const written = this.#socket.writableLength === 0 ? tryWrite(frame, 0) : 0;
    if (written < frame.length) this.#socket.write(restOfFrame(frame, written));
    if (moved.length > 0) letGo(moved);
  }

  flushed(): Promise<void> | undefined {
    if (this.#socket.writableLength === 0) return undefined;
    return new Promise((resolve) => {
      this.#socket.write('', () => resolve());
    });
  }

  check(value: unknown): void {
    serialize(value);
  }

  end(exitCode: number, lastMessage?: FromWorker): void {
    // A partly written message cannot be overtaken; then there are no last words.
    if (lastMessage !== undefined && this.#socket.writableLength === 0) {
      writeNow(borrowFrame(lastMessage));
    }
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

/** Writes from `at` on what can be written without waiting; returns how much that was. */
function tryWrite(bytes: Buffer, at: number): number {
  try {
    return writeSync(SOCKET_FD, bytes, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    return bytes.length - at; // the pool is gone, and 'close' will say so
  }
}

/** Blocks until everything is written: `process.exit` follows, and would drop what is buffered. */
function writeNow(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += tryWrite(bytes, at);
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
const socket = new Socket({
  fd: SOCKET_FD,
  readable: true,
  writable: true,
  onread,
} as SocketConstructorOpts);
socket.on('error', () => {}); // 'close' follows
socket.on('close', () => process.exit()); // the pool is gone

const loop = new Loop(new SocketPort(socket, tickets));
installWorkerContext(() => loop.context);
watchForCrashes(loop);
