/** Whether it pays to take a few values apart: only if there are many in them. */
import { types } from 'node:util';
import { hasGetterAt } from '../../base/getter.ts';

/** So many numbers or objects in arrays are sent sooner as lists of their own; texts are not. */
const MANY = 512;
/** More properties are not looked at. */
const FEW_PROPERTIES = 8;

/** Whether there are so many in arrays that are among the values, or so deep within them. No getter runs. */
export function holdsMany(values: ArrayLike<unknown>, depth: number): boolean {
  let count = 0;
  for (let i = 0; i < values.length; i += 1) count += elementsIn(values[i], depth);
  return count >= MANY;
}

function elementsIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return 0;
  if (Array.isArray(value) && value.length > FEW_PROPERTIES)
    return isOfTexts(value) ? 0 : value.length;
  if (depth === 0) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) count += elementsAt(value, i, depth);
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    let left = FEW_PROPERTIES;
    for (const key in value) {
      if (left === 0) break;
      left -= 1;
      count += elementsAt(value, key, depth);
    }
  }
  return count;
}

function elementsAt(object: object, key: number | string, depth: number): number {
  if (hasGetterAt(object, key)) return 0;
  return elementsIn((object as Record<string, unknown>)[key], depth - 1);
}

function isOfTexts(array: readonly unknown[]): boolean {
  return !hasGetterAt(array, 0) && typeof array[0] === 'string';
}
