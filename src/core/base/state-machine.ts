/** States of things that have a life: one table says what may follow what. */
import { InvariantError } from './errors.ts';

export type Moves<S extends string> = Readonly<Record<S, readonly S[]>>;

/** Returns `to`; throws if `what` cannot go there from `from`. */
export function move<S extends string, To extends S>(
  what: string,
  moves: Moves<S>,
  from: S,
  to: To,
): To {
  if (!moves[from].includes(to)) throw new InvariantError(`${what} went from ${from} to ${to}`);
  return to;
}
