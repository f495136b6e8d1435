/**
 * Large buffers that a function has captured, as they were: in files that are open as long as a call needs them, and a
 * little longer, because the next call mostly captures the same. A worker that is started later gets the same.
 */
import type { FileHandle } from '../base/large.ts';
import { KeptBuffer } from './kept-buffer.ts';

export interface Snapshots {
  readonly files: readonly FileHandle[];
  /** The same text for the same bytes, as long as these are in a file. */
  readonly id: string;
  /** In bytes. */
  readonly weight: number;
}

/** So long, in ms, they are open when no call needs them. */
const LINGER_MS = 1000;

/** By the list of their files. */
const taken = new WeakMap<readonly FileHandle[], readonly KeptBuffer[]>();

/** `undefined` if a file cannot be had for each of them. Open for a moment, in which `holdSnapshots` is to be called. */
export function takeSnapshots(buffers: readonly ArrayBuffer[]): Snapshots | undefined {
  const kept: KeptBuffer[] = [];
  for (const buffer of buffers) {
    const one = KeptBuffer.of({ buffer, from: 0, length: buffer.byteLength }, undefined);
    if (one === undefined) return undefined;
    one.hold();
    one.release({ lingerMs: LINGER_MS });
    kept.push(one);
  }
  const files = kept.map(({ handle }) => handle);
  taken.set(files, kept);
  return {
    files,
    id: kept.map(({ serial }) => serial).join(),
    weight: files.reduce((sum, { length }) => sum + length, 0),
  };
}

/** Keeps them open until what is returned is called. */
export function holdSnapshots(files: readonly FileHandle[]): () => void {
  const kept = taken.get(files) ?? [];
  for (const one of kept) one.hold();
  return () => {
    for (const one of kept) one.release({ lingerMs: LINGER_MS });
  };
}
