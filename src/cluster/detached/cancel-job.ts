import type { Engine } from '../engine/engine.ts';
import type { Signer } from '../signing/signer.ts';

/**
 * Calls a job off, whoever has submitted it: hosts refuse what comes of it from now on, and nothing of it is left
 * on the server. Settles with how many chunks were still in the queue.
 */
export async function cancelJob(
  { engine, signer }: { readonly engine: Engine; readonly signer: Signer },
  job: string,
): Promise<number> {
  await engine.chunks.markCancelled(job, signer.sign('cancel', { job }, new Uint8Array(0)));
  const dropped = await engine.chunks.purge(job);
  await engine.results.delete(job);
  await engine.store.deleteJob(job);
  return dropped;
}
