/** RUNS IN THE WORKER. What those who make the parts of a captured function get from the rebuild under way. */
import type { PropertyRecord, Slot } from '../object-nodes.ts';

export interface Rebuilding {
  /** The value of a slot, made now if it is not made yet: empty, and filled at the end. */
  read(slot: Slot): unknown;
  /** The same with all it uses, so that it can be called while others are still being made. */
  readFilled(slot: Slot): unknown;
  /** To be done when everything is made. */
  later(fill: () => void): void;
}

/** Defines the properties that `records` describe. */
export function defineProperties(
  rebuilding: Rebuilding,
  object: object,
  records: readonly PropertyRecord[],
): void {
  for (const record of records) defineProperty(rebuilding, object, record);
}

function defineProperty(rebuilding: Rebuilding, object: object, record: PropertyRecord): void {
  const key = rebuilding.read(record.key) as PropertyKey; // only strings and symbols are captured as keys
  const enumerable = (record.flags & 2) !== 0;
  const configurable = (record.flags & 4) !== 0;
  if ('value' in record) {
    const writable = (record.flags & 1) !== 0;
    const value = rebuilding.read(record.value);
    // Not `Object.defineProperty`: a class that comes again may have properties that are final.
    Reflect.defineProperty(object, key, { value, writable, enumerable, configurable });
    return;
  }
  const descriptor: PropertyDescriptor = { enumerable, configurable };
  if (record.get !== undefined) descriptor.get = rebuilding.read(record.get) as () => unknown;
  if (record.set !== undefined)
    descriptor.set = rebuilding.read(record.set) as (value: unknown) => void;
  Reflect.defineProperty(object, key, descriptor);
}
