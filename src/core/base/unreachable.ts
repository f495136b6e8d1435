import { InvariantError } from './errors.ts';

/** Ends an exhaustive `switch`: the compiler checks that `value` is `never`, and at run time the error says otherwise. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected ${String(value)}`);
}
