/**
 * Cuts the text of a JSON array into those of its elements, in whatever pieces it comes: counts brackets outside of strings and
 * looks at nothing else. Whoever parses the elements finds what is wrong in them.
 *
 *    before ── [ ──► inside ── ] ──► ended
 */
import { LongRecord } from './reading.ts';

export class SplitArray {
  state: 'before' | 'inside' | 'ended' = 'before';
  readonly #maxRecord: number;
  /** The element so far. */
  #text = '';
  #long: LongRecord | undefined;
  #depth = 0;
  #isInString = false;
  /** A piece ended between a backslash and what it escapes. */
  #isEscaped = false;
  #hasElements = false;
  #found: (string | LongRecord)[] = [];

  constructor(maxRecord: number) {
    this.#maxRecord = maxRecord;
  }

  /** The elements that end in this piece. @throws SyntaxError */
  push(piece: string): readonly (string | LongRecord)[] {
    this.#found = [];
    let from = 0;
    let at = this.#isEscaped ? 1 : 0;
    this.#isEscaped = false;
    for (; at < piece.length; at += 1) {
      const pattern = this.#isInString ? IN_STRING : OUTSIDE;
      pattern.lastIndex = at;
      const match = pattern.exec(piece);
      if (match === null) break;
      at = match.index;
      from = this.#step(piece, { from, at });
      if (this.#isInString && piece[at] === '\\') {
        at += 1;
        this.#isEscaped = at === piece.length;
      }
    }
    this.#keep(piece.slice(from));
    return this.#found;
  }

  /** Where the text begins that is not kept yet. */
  #step(piece: string, { from, at }: { readonly from: number; readonly at: number }): number {
    const character = piece[at] ?? '';
    if (character === '"') this.#isInString = !this.#isInString;
    if (this.#isInString || character === '"') return from;
    if (character === '[' || character === '{') this.#depth += 1;
    if (this.#depth === 1 && (character === ',' || character === ']')) {
      this.#keep(piece.slice(from, at));
      this.#endElement(character === ',');
      from = at + 1;
    }
    if (character === ']' || character === '}') this.#depth -= 1;
    if (this.#depth === 1 && this.state === 'before') {
      this.#keep(piece.slice(from, at));
      this.state = 'inside';
      return at + 1;
    }
    if (this.#depth === 0 && this.state === 'inside') this.state = 'ended';
    return from;
  }

  #keep(text: string): void {
    if (this.state !== 'inside') {
      if (text.trim() !== '')
        throw new SyntaxError(`there is more than one array: ${text.slice(0, 20)}`);
      return;
    }
    if (this.#long !== undefined) {
      this.#long.length += text.length;
      return;
    }
    this.#text += text;
    if (this.#text.length <= this.#maxRecord) return;
    this.#long = new LongRecord(this.#text);
    this.#text = '';
  }

  #endElement(hasNext: boolean): void {
    const element = this.#long ?? this.#text.trim();
    [this.#text, this.#long] = ['', undefined];
    if (element === '' && !this.#hasElements && !hasNext) return; // []
    if (element === '') throw new SyntaxError('an element is missing');
    this.#hasElements = true;
    this.#found.push(element);
  }
}

const OUTSIDE = /["[\]{},]/g;
const IN_STRING = /["\\]/g;
