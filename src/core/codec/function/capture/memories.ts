/**
 * The memory that captured views look at. One view takes along the bytes that it shows; several views of one
 * buffer, the buffer itself, or one that can be resized, all of it: there they look at one buffer as well.
 */
import { types } from 'node:util';
import type { MemoryNode, Slot } from '../object-nodes.ts';
import { isResizable, type Memory } from './read-view.ts';

interface Taken {
  readonly slot: number;
  memory: Memory;
}

export class Memories {
  readonly #taken = new Map<ArrayBufferLike, Taken>();

  /** @param reserve makes the slot of a buffer that is new */
  slotFor(memory: Memory, reserve: (buffer: ArrayBufferLike) => number): Slot {
    const { buffer } = memory;
    const whole = { buffer, from: 0, to: buffer.byteLength };
    const known = this.#taken.get(buffer);
    if (known !== undefined) {
      known.memory = whole;
      return known.slot;
    }
    const slot = reserve(buffer);
    this.#taken.set(buffer, { slot, memory: isResizable(buffer) ? whole : memory });
    return slot;
  }

  /** What the slots hold, once all views are known. Shared memory is not copied: its node is there already. */
  *nodes(): Generator<[slot: number, node: MemoryNode]> {
    for (const { slot, memory } of this.#taken.values()) {
      if (types.isSharedArrayBuffer(memory.buffer)) continue;
      yield [slot, { kind: 'memory', bytes: [copyBytes(memory)], start: memory.from }];
    }
  }
}

/** The serialiser copies a whole buffer anyway. */
function copyBytes({ buffer, from, to }: Memory): ArrayBufferLike {
  const isWhole = from === 0 && to === buffer.byteLength;
  return isWhole ? buffer : ArrayBuffer.prototype.slice.call(buffer, from, to);
}
