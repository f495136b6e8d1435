import { partsOf, walkObjects } from './cloned-graph.ts';
import { partsOfView } from './views.ts';

/** All objects that structured clone would meet in `roots`; for an array over memory, that memory. */
export function reachableFrom(roots: ArrayLike<unknown>): Set<object> {
  const found = new Set<object>();
  walkObjects(Array.from(roots), (object) => {
    found.add(ArrayBuffer.isView(object) ? partsOfView(object).buffer : object);
    return partsOf(object);
  });
  return found;
}
