/**
 * The values of one key, gathered row by row.
 *
 * Numbers are written where they will be sent from, as long as there is nothing else: as a list they would
 * be looked through, copied and collected once more.
 */
import type { PackedNumbers } from './packed.ts';

export class Column {
  readonly #length: number;
  #numbers: Float64Array<ArrayBuffer> | undefined;
  #values: unknown[] = [];

  constructor(length: number) {
    this.#length = length;
  }

  /** To be called for each row in turn. */
  set(row: number, value: unknown): void {
    if (row === 0) this.#begin(value);
    if (this.#numbers === undefined) this.#values[row] = value;
    else if (typeof value === 'number') this.#numbers[row] = value;
    else this.#mix(this.#numbers, row, value);
  }

  /** All values, once they are set. */
  take(): unknown[] | PackedNumbers {
    if (this.#numbers === undefined) return this.#values;
    return isAllInt32(this.#numbers) ? new Int32Array(this.#numbers) : this.#numbers;
  }

  #begin(first: unknown): void {
    if (typeof first === 'number') this.#numbers = new Float64Array(this.#length);
    else this.#values = new Array<unknown>(this.#length);
  }

  /** The first value that is no number: those before it move into a list. */
  #mix(numbers: Float64Array, row: number, value: unknown): void {
    this.#values = new Array<unknown>(this.#length);
    for (let before = 0; before < row; before += 1) this.#values[before] = numbers[before];
    this.#values[row] = value;
    this.#numbers = undefined;
  }
}

function isAllInt32(numbers: Float64Array): boolean {
  for (let i = 0; i < numbers.length; i += 1) {
    const value = numbers[i] as number; // in range
    if (!Object.is(value | 0, value)) return false;
  }
  return true;
}
