/**
 * Describes any value in a few words, for messages: "a net.Socket", "function upload", `"abc…"`, "-1".
 *
 * Never throws, never runs user code (no getters, no `toString`, no Proxy traps where they can be
 * recognised), and is bounded: the value may be anything that a user passes by mistake.
 */
import { types } from 'node:util';
import { builtinClassOf } from './builtin-class.ts';
import { classNames, isClass, nameOfFunction } from './class-name.ts';
import { cut } from './cut.ts';

/** Names `value` in a few words, as in "workers must be an integer >= 1, not `describeValue(x)`". */
export function describeValue(value: unknown): string {
  try {
    return describe(value);
  } catch {
    return `some ${typeof value}`;
  }
}

/** "a Map", "an Error", "a Uint8Array", "an fs.ReadStream": `noun` with its article, by its sound. */
export function withArticle(noun: string): string {
  return /^([aeio]|fs\.|http)/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(cut(value, MAX_TEXT));
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return describeBigInt(value);
    case 'symbol':
      return cut(String(value), MAX_TEXT);
    case 'function':
      return describeFunction(value);
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return String(value); // undefined, true, false
  }
}

/** The decimal digits of a long bigint take quadratic time, its hexadecimal ones do not. */
function describeBigInt(value: bigint): string {
  if (BigInt.asIntN(64, value) === value) return `${value}n`;
  return `a bigint of about ${value.toString(16).length * 4} bits`;
}

function describeFunction(value: object): string {
  if (types.isProxy(value)) return 'a Proxy';
  const name = cut(nameOfFunction(value), MAX_TEXT);
  if (isClass(value)) return name === '' ? 'an anonymous class' : `class ${name}`;
  return name === '' ? 'an anonymous function' : `function ${name}`;
}

function describeObject(value: object): string {
  if (types.isProxy(value)) return 'a Proxy';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const builtin = builtinClassOf(value);
  if (builtin !== undefined) return withArticle(builtin);
  const [name] = classNames(value);
  if (types.isNativeError(value)) return describeError(value, name ?? 'Error');
  if (name !== undefined) return withArticle(cut(name, MAX_TEXT)) + sizeOf(value);
  return Object.getPrototypeOf(value) === null ? 'an object without a prototype' : 'an object';
}

function describeError(error: Error, name: string): string {
  const message: unknown = Object.getOwnPropertyDescriptor(error, 'message')?.value;
  const noun = withArticle(cut(name, MAX_TEXT));
  return typeof message === 'string' && message !== ''
    ? `${noun} (${JSON.stringify(cut(message, MAX_TEXT))})`
    : noun;
}

function sizeOf(value: object): string {
  if (types.isMap(value)) return ` of ${MAP_SIZE?.call(value)}`;
  if (types.isSet(value)) return ` of ${SET_SIZE?.call(value)}`;
  return '';
}

/** The real getters: a subclass may have its own `size`. */
const MAP_SIZE = Object.getOwnPropertyDescriptor(Map.prototype, 'size')?.get;
const SET_SIZE = Object.getOwnPropertyDescriptor(Set.prototype, 'size')?.get;

/** Enough to recognise a value, short enough to keep a message on one line. */
const MAX_TEXT = 60;
