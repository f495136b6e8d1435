/**
 * Large buffers that a function has captured, as they were: in files that live as long as what was made of the function.
 * A worker that is started later gets the same.
 */
import type { FileHandle } from '../base/large.ts';
import { KeptBuffer } from './kept-buffer.ts';

export interface Snapshots {
  readonly files: readonly FileHandle[];
  /** The same text for the same bytes, as long as these are in a file. */
  readonly id: string;
  /** In bytes. */
  readonly weight: number;
  /** Keeps the files as long as `owner` lives. */
  keepFor(owner: object): void;
}

const released = new FinalizationRegistry<readonly KeptBuffer[]>((kept) => {
  for (const one of kept) one.release();
});
/**
 * As much memory as the files take, which is never used, so there is none: without it the collector would not know what an
 * owner weighs, and leave a thousand of them.
 */
const weights = new WeakMap<object, Buffer>();

/** `undefined` if a file cannot be had for each of them. */
export function takeSnapshots(buffers: readonly ArrayBuffer[]): Snapshots | undefined {
  const kept: KeptBuffer[] = [];
  for (const buffer of buffers) {
    const one = KeptBuffer.of({ buffer, from: 0, length: buffer.byteLength }, undefined);
    if (one === undefined) {
      for (const before of kept) before.release();
      return undefined;
    }
    one.hold();
    kept.push(one);
  }
  const weight = kept.reduce((sum, { handle }) => sum + handle.length, 0);
  return {
    files: kept.map(({ handle }) => handle),
    id: kept.map(({ serial }) => serial).join(),
    weight,
    keepFor: (owner) => {
      released.register(owner, kept);
      weights.set(owner, Buffer.allocUnsafeSlow(weight));
    },
  };
}
