/** Taking and giving back, for all faces that can be acquired. */
import type { Grant } from './objects/semaphore-core.ts';
import { Acquisition, type Held } from './held.ts';
import { noteAcquired, noteReleased } from './unreleased.ts';
import { callWaiting, linkOf, type Wait } from './shared-object.ts';

export async function acquire(face: object, wait: Wait | undefined): Promise<Held> {
  const giveBack = (id: number): void => linkOf(face).tell({ method: 'release', args: [id] });
  const onLate = (grant: unknown): void => giveBack((grant as Grant).id);
  const grant = (await callWaiting(face, { method: 'acquire', onLate }, wait)) as Grant; // of our own core
  const held: Held = new Acquisition(grant.abandoned, () => {
    noteReleased(held);
    giveBack(grant.id);
  });
  noteAcquired(held);
  return held;
}

/** Calls `fn` while it is held. */
export async function runHeld<T>(
  face: object,
  fn: (held: Held) => T,
  wait: Wait | undefined,
): Promise<Awaited<T>> {
  const held = await acquire(face, wait);
  try {
    return await fn(held);
  } finally {
    await held[Symbol.asyncDispose]();
  }
}
