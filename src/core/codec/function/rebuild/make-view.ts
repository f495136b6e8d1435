/** RUNS IN THE WORKER. Makes the views of a captured function, and the memory that they look at. */
import type { MemoryNode, Slot, ViewNode } from '../object-nodes.ts';
import type { Rebuilding } from './rebuilding.ts';

/** Bytes that may be a part of what the caller's views look at, from `start` on. */
interface Memory {
  readonly bytes: ArrayBuffer;
  readonly start: number;
}

export function makeMemory(rebuilding: Rebuilding, { bytes, start }: MemoryNode): Memory {
  return { bytes: rebuilding.read(bytes) as ArrayBuffer, start };
}

export function readMemory(rebuilding: Rebuilding, slot: Slot): Memory {
  return rebuilding.read(slot) as Memory; // only memory nodes are captured as memory
}

export function makeView(rebuilding: Rebuilding, node: ViewNode): object {
  const { bytes, start } = readMemory(rebuilding, node.memory);
  const offset = node.byteOffset - start;
  if (node.type === 'Buffer') return Buffer.from(bytes, offset, node.length);
  const constructor = Reflect.get(globalThis, node.type) as Uint8ArrayConstructor; // or another of its kind
  return new constructor(bytes, offset, node.length);
}
