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

/** The same, or the getter instead: compilers export by getters, which are in the scope of what they give. */
export function findOwnMember(object: object, name: string): unknown {
  try {
    const property = Object.getOwnPropertyDescriptor(object, name);
    return property?.get ?? (property?.value as unknown);
  } catch {
    return undefined;
  }
}
