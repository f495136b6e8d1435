/**
 * Finds the name of a value's class without running user code: it reads property descriptors, so a getter
 * called `constructor` or a static method called `name` is never called.
 */

/**
 * The names of the classes of `value`, nearest first and without `Object`:
 * `['HttpError', 'TypeError', 'Error']`. Never throws; classes without a name are left out.
 */
export function classNames(value: object): readonly string[] {
  return classesOf(value).map(({ name }) => name);
}

export interface NamedClass {
  readonly name: string;
  readonly constructor: object;
}

/** As `classNames`, with the classes themselves. */
export function classesOf(value: object): readonly NamedClass[] {
  const classes: NamedClass[] = [];
  try {
    let prototype: unknown = Object.getPrototypeOf(value);
    for (let depth = 0; isObject(prototype) && depth < MAX_DEPTH; depth += 1) {
      const parent: unknown = Object.getPrototypeOf(prototype);
      const constructor = constructorOf(prototype);
      const name = nameOfFunction(constructor);
      const isRoot = parent === null && name === 'Object';
      if (name !== '' && !isRoot) classes.push({ name, constructor: constructor as object });
      prototype = parent;
    }
  } catch {
    // A Proxy among the prototypes threw: return the classes found so far.
  }
  return classes;
}

/**
 * With `--frozen-intrinsics` Node makes the `constructor` of built-in prototypes a getter, and hangs the
 * value on that getter. It is read from there, and counts only if it is the class of this prototype.
 */
function constructorOf(prototype: object): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'constructor');
  if (descriptor?.get === undefined) return descriptor?.value;
  const tamed = dataProperty(descriptor.get, 'value');
  const isIts = typeof tamed === 'function' && dataProperty(tamed, 'prototype') === prototype;
  return isIts ? tamed : undefined;
}

/** The own name of a function or class; `''` if it has none or `value` is no function. */
export function nameOfFunction(value: unknown): string {
  if (typeof value !== 'function') return '';
  const name = dataProperty(value, 'name');
  return typeof name === 'string' ? name : '';
}

/** Whether `value` was written as a class: it cannot be called without `new`. */
export function isClass(value: unknown): boolean {
  return typeof value === 'function' && Function.prototype.toString.call(value).startsWith('class');
}

/** The value of an own property that is no getter. May throw if `target` is a Proxy. */
function dataProperty(target: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(target, key)?.value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A Proxy can answer with a new prototype for ever; no class hierarchy is this deep. */
const MAX_DEPTH = 32;
