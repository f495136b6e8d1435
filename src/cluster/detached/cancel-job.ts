import { thrownText } from '../../core/base/thrown-text.ts';
import { EngineError, hasFailedAs } from '../engine/engine-error.ts';
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
  const mark = async (): Promise<void> =>
    await engine.chunks.markCancelled(job, signer.sign('cancel', { job }, new Uint8Array(0)));
  let dropped = 0;
  try {
    await mark();
  } catch (error) {
    if (!hasFailedAs('full', error)) throw error;
    dropped = await takeAway(engine, job); // which may make room for the mark
    await mark().catch((cause: unknown) => {
      const text = `all of job ${job} was taken away, but hosts that run it could not be told`;
      throw new EngineError('full', `${text}: ${thrownText(cause)}`, { cause });
    });
  }
  return dropped + (await takeAway(engine, job));
}

async function takeAway({ chunks, results, store }: Engine, job: string): Promise<number> {
  const dropped = await chunks.purge(job);
  await results.delete(job);
  await store.deleteJob(job);
  return dropped;
}
