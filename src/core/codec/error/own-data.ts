/**
 * The value of an own property that is no getter; never throws. A variable of a module whose declaration has
 * not run yet counts as not there.
 */
export function findOwnData(object: object, name: string): unknown {
  try {
    return Object.getOwnPropertyDescriptor(object, name)?.value;
  } catch {
    return undefined;
  }
}
