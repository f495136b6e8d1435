import type { Engine } from '../engine/engine.ts';
import type { Signer } from '../signing/signer.ts';
import { forget } from './detached-results.ts';

/** Calls a job off, whoever has submitted it. Settles with how many chunks were still in the queue. */
export async function cancelJob(
  { engine, signer }: { readonly engine: Engine; readonly signer: Signer },
  job: string,
): Promise<number> {
  await engine.chunks.markCancelled(job);
  const dropped = await engine.chunks.purge(job);
  engine.control.say('cancel', signer.sign('cancel', { job }, new Uint8Array(0)));
  await forget(engine, job);
  return dropped;
}
