/**
 * Takes the chunks of one job out of one part of the queue: one request, where that can be trusted.
 *
 * Before 2.10.11 a purge by subject moved the position of a consumer with a wider filter to the end of the
 * stream: all that other jobs had waiting there was never delivered (nats-server #3838, #5075; seen with
 * Debian 12's 2.9.10). There they are deleted one by one: 10,000 take seconds instead of
 * milliseconds. To be deleted when nobody runs such a server any more.
 */
import type { QueuedChunk } from '../engine.ts';
import type { NatsContext } from './nats-context.ts';
import { fromNats, INDEX } from './nats-headers.ts';

/** How many were dropped. */
export async function dropChunks(context: NatsContext, part: number, job: string): Promise<number> {
  const { connection, jsm, subjects } = context;
  const [stream, filter] = [subjects.queueStream(part), subjects.chunk(part, job, '*')];
  if (canPurge(connection.nc.info?.version ?? '')) {
    const { purged } = await connection.retry('drop chunks', () =>
      jsm.streams.purge(stream, { filter }),
    );
    return purged;
  }
  const deleting: Promise<unknown>[] = [];
  for await (const chunk of listChunks(context, part, job)) {
    const discarding = chunk.discard();
    discarding.catch(() => {}); // reported below, unless the listing fails before that
    deleting.push(discarding);
  }
  await Promise.all(deleting);
  return deleting.length;
}

/** One request each: for one job, or all, now and then. */
export async function* listChunks(
  context: NatsContext,
  part: number,
  job: string | undefined,
): AsyncGenerator<QueuedChunk> {
  const counts = await countBySubject(context, part, job);
  for (const subject of counts.keys()) yield* listOne(context, part, subject);
}

/** How many chunks of `job`, or of all jobs, are in one part of the queue, by their subjects. */
export async function countBySubject(
  { connection, jsm, subjects }: NatsContext,
  part: number,
  job = '*',
): Promise<ReadonlyMap<string, number>> {
  const filter = { subjects_filter: subjects.chunk(part, job, '*') };
  const { state } = await connection.retry('count chunks', () =>
    jsm.streams.info(subjects.queueStream(part), filter),
  );
  return new Map(Object.entries(state.subjects ?? {}));
}

async function* listOne(
  context: NatsContext,
  part: number,
  subject: string,
): AsyncGenerator<QueuedChunk> {
  const { connection, jsm, subjects } = context;
  const stream = subjects.queueStream(part);
  for (let from = 1; ; ) {
    const at = from;
    const next = await connection.retry('look at chunks', () =>
      jsm.streams.getMessage(stream, nextOf(subject, at)),
    );
    if (next === null) return;
    from = next.seq + 1;
    yield {
      job: subjects.jobOf(subject),
      index: Number(next.header.get(INDEX)),
      headers: fromNats(next.header),
      body: next.data,
      discard: async () => {
        await connection.retry('drop chunks', () => deleteIfThere(context, stream, next.seq));
      },
    };
  }
}

/**
 * The next message under `subject`, which has no wildcards: servers before 2.10 find nothing with them where few messages are left (seen with
 * 2.9.10). The client's types have it for direct reads only; the server takes it for both.
 */
export function nextOf(subject: string, seq: number): { seq: number } {
  const request = { seq, next_by_subj: subject };
  return request;
}

/** It may have been acknowledged a moment ago. */
async function deleteIfThere({ jsm }: NatsContext, stream: string, seq: number): Promise<void> {
  try {
    await jsm.streams.deleteMessage(stream, seq, false);
  } catch (error) {
    if ((await jsm.streams.getMessage(stream, { seq })) !== null) throw error;
  }
}

function canPurge(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  return major > 2 || (major === 2 && (minor > 10 || (minor === 10 && patch >= 11)));
}
