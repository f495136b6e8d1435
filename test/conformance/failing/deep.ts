/** Throws a class that the task's own module has never heard of. */
import { HiddenFailure } from './hidden.ts';

export function throwDeep(): never {
  throw new HiddenFailure('deep');
}
