/**
 * Keeps the end of a worker's stderr: what a worker wrote before it died is often the only trace of
 * the reason.
 */
import type { Readable } from 'node:stream';
import type { ChannelOptions } from './transport.ts';
import { unref } from '../base/timer.ts';

const KEPT_BYTES = 4096;

/** V8's report on a full heap begins so. It is in the error, in full: on stderr it would be there twice. */
const REPORT = '\n<--- Last few GCs --->';
const IS_FULL_HEAP = /out of memory/;
/** How long a report may take. Whoever lives longer has only printed such a line. */
const REPORT_MS = 5000;
const MAX_REPORT = 65_536;

/** Where output goes. */
export interface OutputTarget {
  write(bytes: Buffer): unknown;
}

/** The pool's listener as a target, if it has one. */
export function listenerTo(
  { onOutput }: ChannelOptions,
  stream: 'stdout' | 'stderr',
): OutputTarget | undefined {
  return onOutput && { write: (bytes) => onOutput(bytes, stream) };
}

export class LastWords {
  readonly #source: Readable | null;
  readonly #target: OutputTarget | undefined;
  #kept: Buffer = Buffer.alloc(0);
  /** What may be a report, until that is known. */
  #held: Buffer | undefined;

  /** @param target where to pass it on to, if nobody else does */
  constructor(source: Readable | null, target?: OutputTarget) {
    this.#source = source;
    this.#target = target;
    if (source === null) return;
    if (isUnrefable(source)) source.unref();
    source.on('error', () => {}); // a broken pipe: there are no more words
    source.on('data', (bytes: Buffer) => {
      this.#passOn(bytes);
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
    const held = this.#held?.toString() ?? '';
    if (IS_FULL_HEAP.test(held)) this.#held = undefined;
    this.#release();
    return this.#kept.toString();
  }

  #passOn(bytes: Buffer): void {
    if (this.#target === undefined) return;
    const at = this.#held === undefined ? bytes.indexOf(REPORT) : 0;
    if (at === -1) {
      this.#target.write(bytes);
      return;
    }
    if (at > 0) this.#target.write(bytes.subarray(0, at));
    if (this.#held === undefined) unref(setTimeout(() => this.#release(), REPORT_MS));
    this.#held = Buffer.concat([this.#held ?? Buffer.alloc(0), bytes.subarray(at)]);
    if (this.#held.length > MAX_REPORT) this.#release();
  }

  #release(): void {
    if (this.#held !== undefined) this.#target?.write(this.#held);
    this.#held = undefined;
  }

  #keep(bytes: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, bytes]).subarray(-KEPT_BYTES);
  }
}

function isUnrefable(source: Readable): source is Readable & { unref(): void } {
  return 'unref' in source;
}
