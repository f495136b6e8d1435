/** Gives each class an id of its own, so that a worker that gets it twice makes it once. */

const ids = new WeakMap<object, string>();
/** The other way round, for errors that come back: held weakly, as whoever asks for a class holds it. */
const classes = new Map<string, WeakRef<object>>();
const forgotten = new FinalizationRegistry<string>((id) => classes.delete(id));

/** Ids of several programs meet where a worker has a pool of its own. */
const PROGRAM = Math.random().toString(36).slice(2);
let last = 0;

export function identifyClass(constructor: object): string {
  let id = ids.get(constructor);
  if (id === undefined) {
    last += 1;
    id = `${PROGRAM}.${last}`;
    ids.set(constructor, id);
    classes.set(id, new WeakRef(constructor));
    forgotten.register(constructor, id);
  }
  return id;
}

/** The class that was given this id here, if it is still there. */
export function findIdentifiedClass(id: string): object | undefined {
  return classes.get(id)?.deref();
}
