/**
 * What a worker process sends, in the order in which it was written: through its socket, and once there was much of it through a
 * pipe, which takes half of the time (`make-pipe.ts`).
 *
 *    many messages ──► here: a pipe ── 'pipe' ──► worker: opens it · 'piped' through the socket · all that follows through the pipe
 *                      here: 'piped' ──► the pipe is read
 */
import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { closePipe, makePipe, type Pipe } from './make-pipe.ts';

/** After so many messages a pipe is worth while: the shell that makes it takes as long as some thousand writes to it save. */
export const WORTH_A_PIPE = 2000;
/**
 * How long to wait for the end of what a dead child has sent. It normally comes at once; a grandchild that
 * inherited the socket can keep it open for ever, and must not keep the pool waiting.
 */
const LINGER_MS = 100;

export class ResultStreams {
  readonly #socket: Socket | undefined;
  readonly #onBytes: (bytes: Buffer) => void;
  readonly #offer: (pipe: Pipe) => void;
  #stopMaking = (): void => {};
  /** Until the worker has said whether it has opened it. */
  #offered: Pipe | undefined;
  #piped: Socket | undefined;

  /** `offer` tells the worker of a pipe. */
  constructor(
    socket: Socket | undefined,
    onBytes: (bytes: Buffer) => void,
    offer: (pipe: Pipe) => void,
  ) {
    this.#socket = socket?.on('data', onBytes);
    this.#onBytes = onBytes;
    this.#offer = offer;
  }

  get bytesRead(): number {
    return (this.#socket?.bytesRead ?? 0) + (this.#piped?.bytesRead ?? 0);
  }

  /** There is so much of it that it shall come through a pipe. */
  wantPipe(): void {
    this.#stopMaking = makePipe((pipe) => {
      this.#offered = pipe;
      this.#offer(pipe);
    });
  }

  /** The worker has opened the pipe, and writes there from now on; or it could not. */
  onPiped(isOpen: boolean): void {
    const pipe = this.#offered;
    this.#offered = undefined;
    if (pipe === undefined) return;
    if (!isOpen) return closePipe(pipe);
    closeSync(pipe.writable); // so that the end of the worker is the end of the pipe
    const { Socket: Reader } = process.getBuiltinModule('node:net'); // not imported: threads need none
    this.#piped = new Reader({ fd: pipe.readable, readable: true, writable: false })
      .unref()
      .on('error', () => {}) // the worker's exit says all there is to say
      .on('data', this.#onBytes);
  }

  /** Until everything that a dead child had sent has been read. */
  async drained(): Promise<void> {
    await drained(this.#socket);
    await drained(this.#piped); // of which the socket may have told just now
  }

  destroy(): void {
    this.#stopMaking();
    if (this.#offered !== undefined) closePipe(this.#offered);
    this.#offered = undefined;
    this.#socket?.destroy();
    this.#piped?.destroy();
  }
}

/**
 * The child's death has closed the other end, unless a process it has started holds that as well; then a turn
 * of the event loop that brings nothing, reading included, says that there is nothing left.
 */
async function drained(socket: Socket | undefined): Promise<void> {
  if (socket === undefined || socket.closed || socket.readableEnded) return;
  const end = new AbortController();
  socket.once('end', () => end.abort()).once('close', () => end.abort());
  for (let before = -1; !end.signal.aborted && before !== socket.bytesRead; ) {
    before = socket.bytesRead;
    await delay(LINGER_MS, undefined, { signal: end.signal, ref: false }).catch(() => {});
    await immediate(); // timers run before reading does: what came during a long turn is read now
  }
}
