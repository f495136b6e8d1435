/**
 * Keeps the end of a worker's stderr: what a worker wrote before it died is often the only trace of
 * the reason.
 */
import type { Readable, Writable } from 'node:stream';

const KEPT_BYTES = 4096;

export class LastWords {
  readonly #source: Readable | null;
  #kept: Buffer = Buffer.alloc(0);

  /** @param target where to pass it on to, if nobody else does */
  constructor(source: Readable | null, target?: Writable) {
    this.#source = source;
    if (source === null) return;
    if (isUnrefable(source)) source.unref();
    source.on('error', () => {}); // a broken pipe: there are no more words
    source.on('data', (bytes: Buffer) => {
      target?.write(bytes);
      this.#keep(bytes);
    });
  }

  /** What was kept, once the source has ended or `lingerMs` have passed since the worker's death. */
  async end(lingerMs: number): Promise<string> {
    const source = this.#source;
    if (source !== null && !source.closed && !source.readableEnded) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, lingerMs);
        const done = (): void => {
          clearTimeout(timer);
          resolve();
        };
        source.once('end', done).once('close', done);
      });
      source.destroy();
    }
    return this.#kept.toString();
  }

  #keep(bytes: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, bytes]).subarray(-KEPT_BYTES);
  }
}

function isUnrefable(source: Readable): source is Readable & { unref(): void } {
  return 'unref' in source;
}
