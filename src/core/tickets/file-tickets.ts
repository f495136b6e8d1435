/**
 * Tickets between processes: an unnamed file whose read position both sides share.
 *
 *    parent ── issue: pwrite ──► [ revoked, cause | 17 18 19 20 21 ]
 *                                                         ▲ one position for both: the file is opened once
 *                                                         │ and handed to the child
 *    worker ── take: read 4 bytes ────────────────────────┤
 *    parent ── takeBack: read 4n bytes ───────────────────┘
 *
 * The kernel moves the position and reads in one step (POSIX: read() calls on one open file are
 * atomic with respect to each other), so every ticket is read exactly once, by one side or the
 * other. After a worker's death, what is left to read is what it had not started. A read of four
 * bytes costs about 1 µs; nothing is ever written to a disk that is not memory if `/dev/shm` is there.
 */
import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type AbortCause, causeOf, numberOf } from '../base/abort-cause.ts';
import { NoTickets, type TicketTaker, type Tickets } from './tickets.ts';

const TICKET_BYTES = 4;
/** Which ticket was revoked, and why: read at its place, which moves nothing. */
const HEAD_BYTES = 8;
/** How far ahead a worker may be loaded. More would cost memory and gain nothing. */
const CAPACITY = 1024;
/** After so many bytes the part already read is given back to the file system. */
const COMPACT_BYTES = 1 << 22;

/** The parent's end. `fd` is to be handed to the worker as it is. */
export class FileTickets implements Tickets {
  readonly capacity: number = CAPACITY;
  readonly fd: number;
  readonly #cells = new Uint32Array(CAPACITY);
  #end = HEAD_BYTES;
  #compactAt = COMPACT_BYTES;

  /** Throws where no such file can be had: no writable folder, or a file in use cannot be unlinked. */
  constructor() {
    this.fd = openUnnamed();
    writeSync(this.fd, this.#cells, 0, HEAD_BYTES, 0);
    readSync(this.fd, this.#cells, 0, HEAD_BYTES, null); // tickets begin behind the head
  }

  issue(ids: readonly number[]): void {
    if (this.#end >= this.#compactAt) ids = [...this.#startAfresh(), ...ids];
    for (let i = 0; i < ids.length; i += 1) this.#cells[i] = ids[i] as number; // in range
    const bytes = ids.length * TICKET_BYTES;
    writeSync(this.fd, this.#cells, 0, bytes, this.#end);
    this.#end += bytes;
  }

  takeBack(max: number): number[] {
    const wanted = Math.min(max, CAPACITY) * TICKET_BYTES;
    const bytes = readSync(this.fd, this.#cells, 0, wanted, null);
    return Array.from(this.#cells.subarray(0, bytes / TICKET_BYTES));
  }

  revoke(id: number, cause: AbortCause): void {
    this.#cells[0] = id;
    this.#cells[1] = numberOf(cause);
    writeSync(this.fd, this.#cells, 0, HEAD_BYTES, 0);
  }

  close(): void {
    closeSync(this.fd);
  }

  /** Empties the file; the shared position stays, so what follows is written behind a hole. */
  #startAfresh(): number[] {
    const left = this.takeBack(CAPACITY);
    ftruncateSync(this.fd, 0);
    this.#compactAt = this.#end + COMPACT_BYTES;
    return left;
  }
}

/** The worker's end, over the file it was handed. */
export class FileTicketTaker implements TicketTaker {
  readonly #fd: number;
  readonly #ticket = new Uint32Array(1);
  readonly #head = new Uint32Array(HEAD_BYTES / TICKET_BYTES);

  constructor(fd: number) {
    this.#fd = fd;
  }

  take(): number | undefined {
    const bytes = readSync(this.#fd, this.#ticket, 0, TICKET_BYTES, null);
    return bytes === TICKET_BYTES ? this.#ticket[0] : undefined;
  }

  revoked(id: number): AbortCause | undefined {
    const bytes = readSync(this.#fd, this.#head, 0, HEAD_BYTES, 0);
    const [revokedId, cause = 0] = this.#head;
    return bytes < HEAD_BYTES || revokedId !== id ? undefined : causeOf(cause);
  }
}

/** `node:os` is not imported: workers have this file as well, and need none. */
const FOLDERS = [() => '/dev/shm', () => process.getBuiltinModule('node:os').tmpdir()];

function openUnnamed(): number {
  const name = `manyhands-${process.pid}-${Math.random().toString(36).slice(2)}`;
  for (const folderOf of FOLDERS) {
    const path = join(folderOf(), name);
    const fd = tryOpen(path);
    if (fd === undefined) continue;
    try {
      unlinkSync(path);
      return fd;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }
  throw new Error('there is no folder for temporary files');
}

function tryOpen(path: string): number | undefined {
  try {
    const fd = openSync(path, 'wx+', 0o600);
    if (isWritable(fd)) return fd;
    closeSync(fd);
    unlinkSync(path);
  } catch {
    // the next folder may do
  }
  return undefined;
}

/** A file can be opened where there is no room to write. */
function isWritable(fd: number): boolean {
  try {
    writeSync(fd, Buffer.alloc(TICKET_BYTES), 0, TICKET_BYTES, 0);
    ftruncateSync(fd, 0);
    return true;
  } catch {
    return false;
  }
}

/** Tickets for one worker; none where there can be no such file. */
export function openTickets(): FileTickets | NoTickets {
  if (process.platform === 'win32') return new NoTickets(); // open files cannot be unlinked there
  try {
    return new FileTickets();
  } catch {
    return new NoTickets();
  }
}
