/**
 * A value as text: all that can be seen of it, and which of its objects are the same. Two values with
 * the same portrait cannot be told apart. It is taken where the value is, in the worker or at home,
 * and only ASCII text travels, so that the way back cannot spoil it.
 *
 * Workers import this file: it has no imports but Node's.
 */
import { types } from 'node:util';

/** One object. References to objects are their numbers, in the order in which they are met. */
export interface PortraitNode {
  readonly kind: string;
  readonly prototype: string;
  /** Key, flags (writable, enumerable, configurable, or accessor) and value, in order. */
  readonly properties: readonly (readonly [string, string, string])[];
  /** What is in slots: the bytes, entries, time, source … */
  readonly inner: readonly string[];
  /** Of a view: buffer, offset, length in bytes. */
  readonly view?: readonly [string, number, number];
}

export interface Portrait {
  readonly root: string;
  readonly nodes: readonly PortraitNode[];
}

/** A `Portrait` as JSON. */
export function portraitOf(value: unknown): string {
  const painter = new Painter();
  const root = painter.reference(value);
  return ascii(JSON.stringify({ root, nodes: painter.finish() }));
}

/** All arguments of a call, as a list. */
export function portraitOfAll(...args: unknown[]): string {
  return portraitOf(args);
}

function ascii(json: string): string {
  return json.replaceAll(
    /[^\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

class Painter {
  readonly #objects: object[] = [];
  readonly #numbers = new Map<object, number>();

  reference(value: unknown): string {
    if (Object.is(value, -0)) return '-0';
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'string') return `'${value}'`;
    if (typeof value === 'function') return `function ${value.name}`;
    if (typeof value !== 'object' || value === null) return String(value);
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#objects.push(value) - 1;
      this.#numbers.set(value, number);
    }
    return `#${number}`;
  }

  /** The list grows while it is walked. */
  finish(): PortraitNode[] {
    const nodes: PortraitNode[] = [];
    for (const object of this.#objects) nodes.push(this.#node(object));
    return nodes;
  }

  #node(object: object): PortraitNode {
    const kind = kindOf(object);
    const isView = ArrayBuffer.isView(object);
    return {
      kind,
      prototype: prototypeName(object),
      properties: isView || types.isStringObject(object) ? [] : this.#properties(object),
      inner: this.#inner(object),
      ...(isView && {
        view: [this.reference(object.buffer), object.byteOffset, object.byteLength] as const,
      }),
    };
  }

  #properties(object: object): [string, string, string][] {
    const keys = Reflect.ownKeys(object).sort(types.isNativeError(object) ? byName : inPlace);
    return keys.map((key) => [
      String(key),
      flagsOf(object, key),
      this.reference(read(object, key)),
    ]);
  }

  #inner(object: object): string[] {
    if (types.isMap(object)) return [...object].flat(1).map((each) => this.reference(each));
    if (types.isSet(object)) return [...object].map((each) => this.reference(each));
    if (types.isDate(object)) return [this.reference(object.getTime())];
    if (types.isRegExp(object)) return [object.source, object.flags];
    if (types.isBoxedPrimitive(object)) return [this.reference(object.valueOf())];
    if (types.isAnyArrayBuffer(object))
      return [`${object.byteLength}`, limitOf(object), hex(object)];
    if (ArrayBuffer.isView(object)) {
      return [hex(object.buffer.slice(object.byteOffset, object.byteOffset + object.byteLength))];
    }
    return [];
  }
}

function inPlace(): number {
  return 0;
}

/** The properties of an error have no order that anybody promises. */
function byName(a: string | symbol, b: string | symbol): number {
  return String(a) < String(b) ? -1 : 1;
}

function read(object: object, key: string | symbol): unknown {
  try {
    const value = Reflect.get(object, key) as unknown;
    // The frames tell where the value was made, which is another place for the oracle's.
    const isStack = key === 'stack' && typeof value === 'string' && types.isNativeError(object);
    return isStack ? value.split('\n    at ')[0] : value;
  } catch (error) {
    return `throws ${String(error)}`;
  }
}

function flagsOf(object: object, key: string | symbol): string {
  const descriptor = Object.getOwnPropertyDescriptor(object, key) ?? {};
  const { writable, enumerable, configurable, get, set } = descriptor;
  // V8 has made the stack a pair of functions since version 12.
  if (types.isNativeError(object) && key === 'stack') return 'stack';
  const how = get || set ? `${get ? 'get' : ''}${set ? 'set' : ''}` : writable ? 'w' : '';
  return `${how}${enumerable ? 'e' : ''}${configurable ? 'c' : ''}`;
}

function kindOf(object: object): string {
  if (Array.isArray(object)) return 'Array';
  if (types.isNativeError(object)) return 'Error';
  if (types.isArgumentsObject(object)) return 'Arguments';
  for (const [name, is] of Object.entries(types)) {
    if (is === types.isProxy || is === types.isExternal) continue;
    if ((is as (value: unknown) => boolean)(object)) return name.slice(2);
  }
  return 'Object';
}

function prototypeName(object: object): string {
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype === null) return 'null';
  const constructor = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  if (typeof constructor !== 'function') return 'without a constructor';
  const name = constructor.name;
  const isBuiltIn = (globalThis as Record<string, unknown>)[name] === constructor;
  return isBuiltIn ? name : `own class ${name}`;
}

function limitOf(buffer: ArrayBufferLike): string {
  const { resizable, maxByteLength } = buffer as { resizable?: boolean; maxByteLength?: number };
  return resizable === true ? `up to ${maxByteLength}` : 'fixed';
}

function hex(buffer: ArrayBufferLike): string {
  return Buffer.from(buffer as ArrayBuffer).toString('hex');
}
