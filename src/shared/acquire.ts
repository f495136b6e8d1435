/** Taking and giving back, for all faces that can be acquired. */
import { checkFunction } from '../core/base/check.ts';
import { unpackGrant } from './objects/semaphore-core.ts';
import { Acquisition, type Held } from './held.ts';
import { noteAcquired, noteReleased } from './unreleased.ts';
import { callNow, callWaiting, linkOf, type Wait } from './shared-object.ts';

export async function acquire(face: object, wait: Wait | undefined): Promise<Held> {
  const onLate = (grant: unknown): void =>
    linkOf(face).tell({ method: 'release', args: [unpackGrant(grant as number).id] });
  const packed = (await callWaiting(face, { method: 'acquire', onLate }, wait)) as number; // of our own core
  const grant = unpackGrant(packed);
  const held = new Acquisition(grant.abandoned, (released) => {
    noteReleased(released);
    return callNow(face, 'release', [grant.id]); // once the task is done, whoever asks finds it free
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
  checkFunction('the function', fn);
  const held = await acquire(face, wait);
  try {
    return await fn(held);
  } finally {
    await held[Symbol.asyncDispose]();
  }
}
