/** Lists for tests, and what becomes of them. */
import { ByteWriter } from '#dist/core/wire/bytes.js';
import { writeList } from '#dist/core/wire/list/kinds.js';

/** Enough of them to be looked at. */
export function many<T>(make: (at: number) => T, length = 100): T[] {
  return Array.from({ length }, (_, at) => make(at));
}

/** Whether nothing of the list was left to structured clone. */
export function isPacked(values: readonly unknown[]): boolean {
  const out = new ByteWriter();
  writeList(out, values);
  return out.remainder.length === 0;
}
