/**
 * Tells whether a decoder has replaced bytes. It replaces each that is no UTF-8 by U+FFFD, which is also a character that a text
 * may have: so both are counted. Nearly every piece has none of it, and is not looked at again.
 */
const REPLACEMENT = Buffer.from('\uFFFD');

export class Utf8Check {
  /** The last bytes of the pieces before, which a character may begin with. */
  #tail: Uint8Array = new Uint8Array();

  /** Whether `text`, which `bytes` have become, has each U+FFFD from the bytes of one. */
  push(bytes: Uint8Array, text: string): boolean {
    const isWhole = !text.includes('\uFFFD') || this.#countIn(bytes) >= count(text, '\uFFFD');
    this.#tail = Buffer.concat([this.#tail, bytes.subarray(-2)]).subarray(-2);
    return isWhole;
  }

  #countIn(bytes: Uint8Array): number {
    return count(Buffer.concat([this.#tail, bytes]), REPLACEMENT);
  }
}

function count<T>(whole: { indexOf(part: T, from: number): number }, part: T): number {
  let found = 0;
  for (let at = whole.indexOf(part, 0); at !== -1; at = whole.indexOf(part, at + 1)) found += 1;
  return found;
}
