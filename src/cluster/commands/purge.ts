/**
 * `manyhands purge`: takes away what strangers have put on the server.
 *
 *    queue      chunks that none of the keys of this command has signed
 *    store,     what is kept under names that no program of ours gives
 *    results
 *
 * A chunk that has merely expired stays: it may be this machine's clock that is wrong, and it goes by itself.
 */
import { printableLine } from '../../core/base/printable.ts';
import { thrownText } from '../../core/base/thrown-text.ts';
import type { QueuedChunk } from '../engine/engine.ts';
import { isToken } from '../engine/names.ts';
import { chunkKind } from '../messages/metadata.ts';
import { RefusedMessageError, type Signer } from '../signing/signer.ts';
import { type Access, parseCommand, withAccess } from './access.ts';
import { CONNECTION_HELP } from './connection-flags.ts';

export const PURGE_HELP: string = `manyhands purge: what strangers have put into a pool's queue and store, and away with it

  --force           takes it away; without it, it is only shown. Give all keys that are in use: what is signed
                    with another one counts as a stranger's
${CONNECTION_HELP}`;

export async function purge(argv: readonly string[]): Promise<void> {
  const { values } = parseCommand(argv, ['force']);
  await withAccess(values, async (access) => {
    const isMeant = values.force === true;
    const chunks = await purgeQueue(access, isMeant);
    const names = await purgeNames(access, isMeant);
    for (const [why, count] of chunks) console.log(`${count} chunks: ${printableLine(why)}`);
    if (names.length > 0) console.log(`store and results of ${names.length} jobs that are none`);
    const found = chunks.size > 0 || names.length > 0;
    if (!found) console.log('there is nothing of strangers');
    else
      console.log(isMeant ? 'all of it is gone' : 'nothing was taken away: give --force for that');
  });
}

/** How many, by why they are refused. */
async function purgeQueue(
  { engine, signer }: Access,
  isMeant: boolean,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for await (const chunk of engine.chunks.list()) {
    const why = whyStrange(chunk, signer);
    if (why === undefined) continue;
    if (isMeant) await chunk.discard();
    const known = found.has(why) || found.size < MAX_REASONS ? why : OTHERS;
    found.set(known, (found.get(known) ?? 0) + 1);
  }
  return found;
}

/** `undefined`: somebody with our keys has written it, or may have. */
function whyStrange(chunk: QueuedChunk, signer: Signer): string | undefined {
  try {
    signer.verify(chunkKind(chunk.headers), chunk);
    return undefined;
  } catch (error) {
    const isOld = error instanceof RefusedMessageError && KEPT.has(error.reason);
    return isOld ? undefined : thrownText(error);
  }
}

async function purgeNames({ engine }: Access, isMeant: boolean): Promise<string[]> {
  const { store, results } = engine;
  const jobs = [...(await store.jobs()).keys(), ...(await results.jobs()).keys()];
  // What is no token cannot be named in a request either: it goes by its age.
  const strange = [...new Set(jobs)].filter((job) => isToken(job) && !OURS.test(job));
  for (const job of isMeant ? strange : []) {
    await store.deleteJob(job);
    await results.delete(job);
  }
  return strange;
}

/** Jobs, detached jobs, and what submitters keep. */
const OURS = /^(?:[sd]-)?[0-9a-f]{24}$/;
const KEPT: ReadonlySet<string> = new Set(['expired', 'byte-order']);
const MAX_REASONS = 20;
const OTHERS = 'refused for other reasons';
