/**
 * What this process has printed and the system has not taken yet: to a pipe whose reader is slow, Node writes
 * when there is room, and a process that ends meanwhile takes the rest with it.
 */
import type { Writable } from 'node:stream';

const LOOK_MS = 100;

export interface WaitForReader {
  /** So long without any reading, nobody waits any more. */
  readonly patienceMs: number;
  /** Called now and then while it waits. */
  readonly onWait?: () => void;
}

export class ProcessOutput {
  readonly #used: Writable[] = [];
  /** Nobody seems to read these. */
  readonly #stalled = new Set<Writable>();

  /** A stream that something is printed to. */
  add(stream: Writable): void {
    this.#used.push(stream);
  }

  /** Whether something has not left this process. */
  get hasUnwritten(): boolean {
    return this.#used.some((stream) => unwritten(stream) > 0);
  }

  /** The same, and somebody seems to read it. */
  get isPending(): boolean {
    return this.#used.some((stream) => unwritten(stream) > 0 && !this.#stalled.has(stream));
  }

  /** Settles when all is out, or nobody has read anything of it for so long. */
  async written(wait: WaitForReader): Promise<void> {
    const pending = this.#used.filter((stream) => unwritten(stream) > 0);
    await Promise.all(pending.map(async (stream) => await this.#written(stream, wait)));
  }

  async #written(stream: Writable, { patienceMs, onWait }: WaitForReader): Promise<void> {
    await new Promise<void>((resolve) => {
      let left = unwritten(stream);
      let lastMoveMs = performance.now();
      const timer = setInterval(() => {
        onWait?.();
        const nowLeft = unwritten(stream);
        if (nowLeft !== left) lastMoveMs = performance.now();
        left = nowLeft;
        if (left > 0 && performance.now() - lastMoveMs < patienceMs) return;
        if (left > 0) this.#stalled.add(stream);
        finish();
      }, LOOK_MS);
      const finish = (): void => {
        clearInterval(timer);
        resolve();
      };
      if (stream.writableEnded) return; // nothing can be written behind the rest
      // Called when all that was written before is out, or never can be.
      stream.write('', () => {
        this.#stalled.delete(stream);
        finish();
      });
    });
  }
}

/** In bytes; the handle's own number changes with each piece that the reader takes, the stream's does not. */
function unwritten(stream: Writable): number {
  if (stream.destroyed || stream.writableLength === 0) return 0;
  const { _handle: handle } = stream as { _handle?: { readonly writeQueueSize?: number } | null }; // Node's own
  return handle?.writeQueueSize || stream.writableLength;
}
