/**
 * The files of what one worker has been sent: each is open as long as the worker may want to open it, and a little longer.
 *
 *    keep ──► [ buffer in a file ] ──► message ──► note: chunks 7 8        held by both chunks
 *                                                  release: 7, 8           kept for a moment: the same call may send it again
 *
 * A chunk is released when its result has come (then the worker has read its files), when it was taken back, and when the worker has
 * ended, whatever of it.
 */
import type { FileHandle, Part } from '../base/large.ts';
import { KeptBuffer } from './kept-buffer.ts';

export class SentFiles {
  /** The message that is being encoded uses these. */
  #taken = new Set<KeptBuffer>();
  readonly #held = new Map<number, Sent>();

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  keep(part: Part, call: object | undefined): FileHandle | undefined {
    const kept = KeptBuffer.of(part, call);
    if (kept === undefined) return undefined;
    if (!this.#taken.has(kept)) kept.hold();
    this.#taken.add(kept);
    return kept.handle;
  }

  /** What was kept since the last time is in `frame`, of these chunks. */
  note(chunkIds: readonly number[], frame: Buffer): void {
    const sent = { frame, left: new Set(chunkIds), kept: this.#taken, isDone: true };
    this.#taken = new Set();
    for (const id of chunkIds) this.#held.set(id, sent);
    if (chunkIds.length === 0) letGo(sent);
  }

  /** The frame that has brought the chunk. */
  frameOf(chunkId: number): Buffer | undefined {
    return this.#held.get(chunkId)?.frame;
  }

  /** `areDone`: their results have come. */
  release(chunkIds: Iterable<number>, areDone = false): void {
    for (const id of chunkIds) {
      const sent = this.#held.get(id);
      if (sent === undefined) continue;
      sent.isDone &&= areDone;
      this.#held.delete(id);
      sent.left.delete(id);
      if (sent.left.size === 0) letGo(sent);
    }
  }

  /** The worker has ended. */
  releaseAll(): void {
    this.release([...this.#held.keys()]);
  }
}

interface Sent {
  readonly frame: Buffer;
  /** Chunks of it that the worker has in hand. */
  readonly left: Set<number>;
  readonly kept: ReadonlySet<KeptBuffer>;
  /** Of those that were released the results had come. */
  isDone: boolean;
}

function letGo({ kept, isDone }: Sent): void {
  for (const one of kept) one.release({ wasRead: isDone });
}
