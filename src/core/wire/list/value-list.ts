/**
 * A list of known length that is filled from the front: results of tasks, the values of one key.
 *
 * Numbers are written where they will be sent from, as long as there is nothing else. As a plain list they
 * would be looked through, copied and collected once more; and v8 makes a list of doubles in three steps,
 * four times as slow.
 */
import { isAllInt32, type PackedNumbers, WORTH_PACKING } from './numbers.ts';

export class ValueList {
  readonly #length: number;
  #numbers: Float64Array<ArrayBuffer> | undefined;
  #values: unknown[] = [];

  constructor(length: number) {
    this.#length = length;
  }

  /** To be called for each position in turn. */
  set(at: number, value: unknown): void {
    if (at === 0) this.#begin(value);
    if (this.#numbers === undefined) this.#values[at] = value;
    else if (typeof value === 'number') this.#numbers[at] = value;
    else this.#mix(this.#numbers, at, value);
  }

  /** All values, once they are set. What is packed is nobody else's. */
  take(): unknown[] | PackedNumbers {
    if (this.#numbers === undefined) return this.#values;
    return isAllInt32(this.#numbers) ? new Int32Array(this.#numbers) : this.#numbers;
  }

  /** The first `count` values, as a list that can grow. */
  takeFirst(count: number): unknown[] {
    if (this.#numbers !== undefined) return Array.from(this.#numbers.subarray(0, count));
    this.#values.length = count;
    return this.#values;
  }

  #begin(first: unknown): void {
    const isPacked = typeof first === 'number' && this.#length >= WORTH_PACKING;
    if (isPacked) this.#numbers = new Float64Array(this.#length);
    else this.#values = new Array<unknown>(this.#length); // growing it would copy it many times
  }

  /** The first value that is no number: those before it move into a plain list. */
  #mix(numbers: Float64Array, at: number, value: unknown): void {
    this.#values = new Array<unknown>(this.#length);
    for (let before = 0; before < at; before += 1) this.#values[before] = numbers[before];
    this.#values[at] = value;
    this.#numbers = undefined;
  }
}
