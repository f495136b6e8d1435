/** Gives each class an id of its own, so that a worker that gets it twice makes it once. */

const ids = new WeakMap<object, string>();

/** Ids of several programs meet where a worker has a pool of its own. */
const PROGRAM = Math.random().toString(36).slice(2);
let last = 0;

export function identifyClass(constructor: object): string {
  let id = ids.get(constructor);
  if (id === undefined) {
    last += 1;
    id = `${PROGRAM}.${last}`;
    ids.set(constructor, id);
  }
  return id;
}
