/**
 * Writes frames to a socket. The first of a turn leaves at once, so that what is said before a worker dies has been
 * said; those that follow in the same turn leave together.
 */
import type { Socket } from 'node:net';

export class FrameWriter {
  readonly #socket: Socket;
  #isFirst = true;
  #isCorked = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  write(frame: Buffer): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    if (this.#isFirst) {
      this.#isFirst = false;
      process.nextTick(FrameWriter.#endTurn, this);
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

  static #endTurn(writer: FrameWriter): void {
    writer.#isFirst = true;
    writer.flush();
  }
}
