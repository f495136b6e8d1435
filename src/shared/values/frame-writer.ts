/**
 * Writes frames to a socket. The first of a turn leaves at once, so that what is said before a worker dies has been
 * said; those that follow in the same turn leave together.
 */
import { nextTick } from '../../core/base/node-turns.ts';
import type { Socket } from 'node:net';

export class FrameWriter {
  readonly #socket: Socket;
  #isFirst = true;
  #isCorked = false;
  /** Whether whoever writes says when it is done. */
  #isInGroup = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  write(frame: Buffer): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    if (this.#isFirst) {
      this.#isFirst = false;
      if (!this.#isInGroup) nextTick(FrameWriter.#endTurn, this);
    } else if (!this.#isCorked) {
      this.#isCorked = true;
      socket.cork();
    }
    socket.write(frame);
  }

  /** What was written is with the system now, where this program's death cannot reach it. */
  flush(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }

  /** What `write` writes at once leaves as what is written in one turn does, without waiting for the turn's end. */
  group(write: () => void): void {
    this.#isInGroup = this.#isFirst;
    try {
      write();
    } finally {
      if (this.#isInGroup) FrameWriter.#endTurn(this);
      this.#isInGroup = false;
    }
  }

  static #endTurn(writer: FrameWriter): void {
    writer.#isFirst = true;
    writer.flush();
  }
}
