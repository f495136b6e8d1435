import { InvariantError } from './errors.ts';

/** Ends an exhaustive `switch`: the compiler proves that `value` is `never`, the error says if it was wrong. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected ${String(value)}`);
}
