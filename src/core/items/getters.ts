/**
 * Items whose properties are computed: each getter in them is read when the pool takes them, once. Later it might run
 * several times: a chunk is sent again if another worker takes it over, and looked into if something in it is to be moved.
 *
 *    { id: 7, get total() { … } }   ──►   { id: 7, total: 42 }
 *
 * To look at each item would cost more than to send some, so one in so many is looked at, and of a list a few hundred:
 * items come from the same line of the program, and have getters or not. What is not found is read whenever the item is.
 */
import { types } from 'node:util';
import { hasGetterAt } from '../base/getter.ts';

const LOOK_EVERY = 16;
const MAX_LOOKS = 256;

/** For items that come one by one. */
export class GetterReader {
  #passed = 0;
  #hasFound = false;

  /** What to take for `item`. */
  read(item: unknown): unknown {
    if (typeof item !== 'object' || item === null) return item;
    if (!this.#hasFound) {
      this.#passed += 1;
      if (this.#passed % LOOK_EVERY !== 1 || !hasGetter(item)) return item;
      this.#hasFound = true;
    }
    return readGetters(item);
  }
}

/** For a list of the pool's own, in which what is read takes the place of what has getters. */
export function readGettersIn(items: unknown[]): void {
  const every = Math.max(LOOK_EVERY, Math.ceil(items.length / MAX_LOOKS));
  for (let i = 0; i < items.length; i += every) {
    if (!hasGetter(items[i])) continue;
    for (let j = 0; j < items.length; j += 1) items[j] = readGetters(items[j]);
    return;
  }
}

/** `item` itself if no getter is found in it, else one like it. What a getter throws is thrown again when it is sent. */
export function readGetters(item: unknown): unknown {
  if (!hasGetter(item)) return item;
  try {
    return new Reading().valueOf(item);
  } catch {
    return item; // it is too deep
  }
}

/** At more properties of one item nobody looks. */
const MAX_PROPERTIES = 64;

function hasGetter(item: unknown): boolean {
  return isPlain(item) && new Look().findsIn(item);
}

class Look {
  #left = MAX_PROPERTIES;

  /** In a cycle it comes to its end as well. */
  findsIn(object: object): boolean {
    if (!Array.isArray(object)) return Object.keys(object).some((key) => this.#isAt(object, key));
    // By index, because a long array has as many keys.
    const length = Math.min(object.length, this.#left);
    for (let i = 0; i < length; i += 1) if (this.#isAt(object, i)) return true;
    return false;
  }

  #isAt(object: object, key: string | number): boolean {
    this.#left -= 1;
    if (this.#left < 0) return false;
    if (hasGetterAt(object, key)) return true;
    const value: unknown = Reflect.get(object, key);
    return isPlain(value) && this.findsIn(value);
  }
}

/** Data whose properties are its own; what instances are is for `classes` to say. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) return prototype === Array.prototype;
  return (prototype === Object.prototype && !types.isArgumentsObject(value)) || prototype === null;
}

/** One item being read: what is there twice stays one object. */
class Reading {
  readonly #copies = new Map<object, object>();

  valueOf(value: unknown): unknown {
    return isPlain(value) ? (this.#copies.get(value) ?? this.#copy(value)) : value;
  }

  #copy(object: object): object {
    const copy: object = Array.isArray(object)
      ? []
      : (Object.create(Object.getPrototypeOf(object) as object | null) as object); // a plain one
    this.#copies.set(object, copy);
    for (const key of Reflect.ownKeys(object)) {
      const property = Object.getOwnPropertyDescriptor(object, key);
      if (property !== undefined) Object.defineProperty(copy, key, this.#read(object, property));
    }
    return copy;
  }

  /** What is not enumerable is not sent. */
  #read(object: object, property: PropertyDescriptor): PropertyDescriptor {
    const { get, enumerable = false } = property;
    if ('value' in property) return { ...property, value: this.valueOf(property.value) };
    return get === undefined || !enumerable
      ? property
      : call(get, object, (one) => this.valueOf(one));
  }
}

/** The value of a getter; or, if it throws, another one that throws the same. */
function call(
  get: () => unknown,
  object: object,
  valueOf: (value: unknown) => unknown,
): PropertyDescriptor {
  let error: unknown;
  try {
    return { value: valueOf(Reflect.apply(get, object, [])), enumerable: true, writable: true };
  } catch (thrown) {
    error = thrown;
  }
  return {
    enumerable: true,
    get() {
      throw error;
    },
  };
}
