/** RUNS IN THE WORKER. Makes the instance and serves it, to the program that has started this worker. */
import { KEPT } from '../core/worker/kept-classes.ts';
import { HOME } from '../shared/home/this-home.ts';
import type { Handle } from '../shared/handle.ts';
import { ObjectCore } from '../shared/objects/object-core.ts';
import { LimitedTurns } from '../shared/objects/turns.ts';

/** What the program is told of its actor. */
export type ActorPlace = Handle & { readonly methods: readonly string[] };

export function hostActor(
  type: new (...args: readonly unknown[]) => object,
  args: readonly unknown[],
  concurrency: number,
): ActorPlace {
  const core = new ObjectCore(new type(...args), {
    turns: new LimitedTurns(concurrency),
    codec: KEPT.classes,
  });
  return { kind: 'Actor', ...HOME.send(core), methods: core.methods };
}
