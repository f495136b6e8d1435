/** What a crew may become next. Once it ends it starts no worker any more. */
import { move, type Moves } from '../base/state-machine.ts';

/**
 * `running`: starts workers as long as there are fewer than there should be (`crew-size.ts`) · `paused`: as well, but
 * none before `pause` is over · `ending`: starts none any more · `ended`: has none any more.
 */
export type CrewState =
  | { readonly kind: 'running' }
  | { readonly kind: 'paused'; readonly pause: NodeJS.Timeout }
  | { readonly kind: 'ending' }
  | { readonly kind: 'ended' };

const MOVES: Moves<CrewState['kind']> = {
  running: ['running', 'paused', 'ending'],
  paused: ['running', 'paused', 'ending'],
  ending: ['ended'],
  ended: [],
};

/** Returns `to`, or throws if a crew cannot go there from `from`. */
export function moveCrew(from: CrewState, to: CrewState): CrewState {
  move('a crew', MOVES, from.kind, to.kind);
  return to;
}
