/**
 * Memory that nobody uses just now, kept for whoever needs some next. A page that is touched for the first time costs 5 to
 * 20 µs on a virtual machine. Only so much is kept, and none that nobody has needed for a while.
 */
import { setTimeout } from 'node:timers';
import { unref } from '../base/timer.ts';

/** The arguments of a call with a million doubles, and the chunks of it that are under way. */
const MAX_KEPT_BYTES = 1 << 24;
/** What nobody has needed for so long is given to others. */
const KEPT_MS = 1000;
/** Memory is not taken for what needs less than this share of it. */
const WASTE = 4;
/** What is nearly as long fits the memory of the other. */
const STEP_BYTES = 1 << 15;

export class KeptMemory<Memory extends ArrayBufferLike> {
  readonly #make: (byteLength: number) => Memory;
  readonly #onForget: () => void;
  readonly #kept: Memory[] = [];
  #bytes = 0;
  #isUsed = false;
  #willForget = false;

  /** `onForget`: called when nothing was taken or kept for a while. */
  constructor(make: (byteLength: number) => Memory, onForget: () => void = () => {}) {
    this.#make = make;
    this.#onForget = onForget;
  }

  /** Memory of at least `byteLength`, with anything in it. */
  take(byteLength: number): Memory {
    this.#noteUse();
    let best = -1;
    for (let i = 0; i < this.#kept.length; i += 1) {
      const size = this.#sizeAt(i);
      if (size < byteLength || size > byteLength * WASTE) continue;
      if (best < 0 || size < this.#sizeAt(best)) best = i;
    }
    if (best >= 0) return this.#takeAt(best);
    return this.#make(Math.ceil(byteLength / STEP_BYTES) * STEP_BYTES);
  }

  /** Nobody sees it any more. */
  keep(memory: Memory): void {
    const { byteLength } = memory;
    if (this.#bytes + byteLength > MAX_KEPT_BYTES) return;
    this.#kept.push(memory);
    this.#bytes += byteLength;
    this.#noteUse();
  }

  #sizeAt(index: number): number {
    return this.#kept[index]?.byteLength ?? 0;
  }

  #takeAt(index: number): Memory {
    const memory = this.#kept[index] as Memory; // in range
    const last = this.#kept.pop() as Memory; // there is at least this one
    if (last !== memory) this.#kept[index] = last;
    this.#bytes -= memory.byteLength;
    return memory;
  }

  #noteUse(): void {
    this.#isUsed = true;
    if (!this.#willForget) this.#forgetLater();
  }

  #forgetLater(): void {
    this.#willForget = true;
    this.#isUsed = false;
    unref(setTimeout(() => this.#forget(), KEPT_MS));
  }

  #forget(): void {
    this.#willForget = false;
    if (this.#isUsed) return this.#forgetLater();
    this.#kept.length = 0;
    this.#bytes = 0;
    this.#onForget();
  }
}
