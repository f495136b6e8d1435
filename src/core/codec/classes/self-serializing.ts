/**
 * How a class says how its instances travel. Registered symbols, so that a class can use them
 * without importing this package.
 */

/** An instance method without parameters; returns data that can cross. */
export const SERIALIZE: unique symbol = Symbol.for('manyhands.serialize');

/** A static method that takes that data and returns the instance. */
export const REVIVE: unique symbol = Symbol.for('manyhands.revive');

export interface SelfSerializing {
  [SERIALIZE](): unknown;
}

/** Both methods are needed: data that cannot be revived is no instance any more. */
export function isSelfSerializing(object: object): object is SelfSerializing {
  const constructor: unknown = Reflect.get(object, 'constructor');
  return (
    typeof Reflect.get(object, SERIALIZE) === 'function' &&
    typeof constructor === 'function' &&
    typeof Reflect.get(constructor, REVIVE) === 'function'
  );
}
