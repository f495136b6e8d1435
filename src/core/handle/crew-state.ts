/** What a crew may become next. Once it ends it starts no worker any more. */
import { InvariantError } from '../base/errors.ts';

/**
 * `running`: starts workers as long as there are fewer than `target` · `paused`: as well, but none before
 * `pause` is over · `ending`: starts none any more · `ended`: has none any more.
 *
 * `target` is less than what was asked for while some have ended for having nothing to do.
 */
export type CrewState =
  | { readonly kind: 'running'; readonly target: number }
  | { readonly kind: 'paused'; readonly target: number; readonly pause: NodeJS.Timeout }
  | { readonly kind: 'ending' }
  | { readonly kind: 'ended' };

const NEXT: Readonly<Record<CrewState['kind'], readonly CrewState['kind'][]>> = {
  running: ['running', 'paused', 'ending'],
  paused: ['running', 'paused', 'ending'],
  ending: ['ended'],
  ended: [],
};

/** Returns `to`, or throws if a crew cannot go there from `from`. */
export function moveCrew(from: CrewState, to: CrewState): CrewState {
  if (NEXT[from.kind].includes(to.kind)) return to;
  throw new InvariantError(`a crew went from ${from.kind} to ${to.kind}`);
}
