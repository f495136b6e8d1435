/**
 * A number for a function's text: FNV-1a, 32 bits, over its 16-bit units. With its length it tells that two
 * machines have two versions of a module. Not against anybody who means harm, and so without loading
 * `node:crypto` into each worker.
 */
export function hashText(text: string): number {
  let hash = OFFSET_BASIS;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  }
  return hash >>> 0;
}

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
