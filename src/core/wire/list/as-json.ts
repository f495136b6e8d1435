/**
 * Simple values and small objects as JSON: the engine writes and reads that in half a microsecond, where structured clone takes three before it has
 * written anything, and keeps what it has read alive.
 *
 * Exact: plain objects and arrays, each there once, of finite numbers but -0, short texts, booleans and `null`. What JSON would change or leave
 * out has no such form.
 */
import { hasGetterAt } from '../../base/getter.ts';
import { isPlain, isPlainArray } from './plain.ts';

/** In objects, and objects in all. More are as fast by structured clone. */
const MAX_VALUES = 16;
const MAX_OBJECTS = 8;
/** Longer ones v8 copies faster. */
export const MAX_TEXT = 128;

/** As they were when this was loaded: a program may put something else there. */
const { parse, stringify } = JSON;

/** `undefined` if it has no such form. `met`: objects that it may not share; its own are added. */
export function jsonOf(value: unknown, met: object[]): string | undefined {
  return isExact(value, met) ? stringify(value) : undefined;
}

function isExact(value: unknown, met: object[]): boolean {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'string':
      return value.length <= MAX_TEXT;
    case 'boolean':
      return true;
    case 'object':
      return value === null || isExactObject(value, met);
    default:
      return false;
  }
}

function isExactObject(object: object, met: object[]): boolean {
  if (met.length === MAX_OBJECTS || met.includes(object)) return false;
  met.push(object);
  if (Array.isArray(object)) return isExactArray(object, met);
  if (!isPlain(object) || 'toJSON' in object) return false;
  let left = MAX_VALUES;
  for (const key in object) {
    left -= 1;
    if (left < 0 || !isExactAt(object, key, met)) return false;
  }
  return true;
}

function isExactArray(array: readonly unknown[], met: object[]): boolean {
  if (array.length > MAX_VALUES || !isPlainArray(array) || 'toJSON' in array) return false;
  for (let at = 0; at < array.length; at += 1) if (!isExactAt(array, at, met)) return false;
  return true;
}

function isExactAt(object: object, key: number | string, met: object[]): boolean {
  return !hasGetterAt(object, key) && isExact((object as Record<string, unknown>)[key], met);
}

/** @throws RangeError if it is no JSON */
export function ofJson(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new RangeError('an object is not written as JSON');
  }
}
