/** A fifth of the time that a look at the descriptor takes. It is in every engine, but TypeScript does not list it. */
const lookUpGetter = Reflect.get(Object.prototype, '__lookupGetter__') as (
  this: object,
  key: PropertyKey,
) => unknown;

/** Of its own, or from a class. To ask does not run it; of a proxy it runs what that has for it. */
export function hasGetterAt(object: object, key: PropertyKey): boolean {
  return lookUpGetter.call(object, key) !== undefined;
}
