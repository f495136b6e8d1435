/**
 * Sees to it that what a thread prints leaves it at once. Node posts the first piece to the program and keeps the
 * others back until the program asks for more, so a thread that is ended meanwhile takes them with it. What
 * was posted is read before the program hears of the thread's end.
 */
import type { Writable } from 'node:stream';
import { onFirstUse, type Watch } from './first-use.ts';

/** As much may be on its way to a program that does not come to read; then a writer is told to wait. */
const MOST_CHARACTERS = 1_048_576;

type Pieces = { chunk: string | Uint8Array; encoding: BufferEncoding }[];
type Done = (error?: Error | null) => void;

export class ThreadOutput {
  readonly #held = new Set<() => void>();

  constructor(watch: Watch = onFirstUse) {
    watch((stream) => this.#watch(stream));
  }

  /** Posts what is still held back. */
  flush(): void {
    while (this.#held.size > 0) for (const release of this.#held) release();
  }

  /** `_writev` is what whoever makes a stream has to write, so its form is documented. */
  #watch(stream: Writable): void {
    // oxlint-disable-next-line no-underscore-dangle -- Node's name for it
    const post = stream._writev?.bind(stream);
    if (post === undefined) return; // not Node's
    let onItsWay = 0;
    // oxlint-disable-next-line no-underscore-dangle -- the same
    stream._writev = (pieces: Pieces, done: Done): void => {
      const size = pieces.reduce((sum, { chunk }) => sum + chunk.length, 0);
      onItsWay += size;
      const release = (): void => {
        if (this.#held.delete(release)) done();
      };
      this.#held.add(release);
      post(pieces, () => {
        onItsWay -= size;
        release();
      });
      if (onItsWay < MOST_CHARACTERS) release();
    };
  }
}
