/**
 * Names the built-in class of an object by its prototype, for objects of any realm: test runners
 * run code in contexts with an `Array` and an `Object` of their own, so identity does not do.
 */
import { isNative } from '../source/native-code.ts';

const named = new WeakMap<object, string | false>();

/** "Object", "Array", "Map", … if the object is of exactly that built-in class, else undefined. */
export function prototypeName(object: object): string | undefined {
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype === null) return undefined;
  let name = named.get(prototype);
  if (name === undefined) {
    name = readBuiltinName(prototype) ?? false;
    named.set(prototype, name);
  }
  return name === false ? undefined : name;
}

/** Is this the prototype of a class that comes with JavaScript (or of Node's Buffer)? */
export function readBuiltinName(prototype: object): string | undefined {
  const constructor = findConstructor(prototype);
  if (constructor === Buffer) return 'Buffer';
  return constructor !== undefined && isNative(constructor) ? constructor.name : undefined;
}

export type Constructor = (new (...args: never[]) => object) & { readonly name: string };

/** The class whose `prototype` this is. */
export function findConstructor(prototype: object): Constructor | undefined {
  const constructor = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as
    | Constructor
    | undefined;
  return typeof constructor === 'function' && constructor.prototype === prototype
    ? constructor
    : undefined;
}
