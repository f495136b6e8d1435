/**
 * Submits a job whose submitter need not stay: all its chunks are published, and the results are kept until
 * somebody comes for them.
 */
import { randomBytes } from 'node:crypto';
import { argumentOf, notSendable } from '../../core/codec/crossing/not-sendable.ts';
import type { FunctionPayload } from '../../core/base/payload.ts';
import { partsNamedIn } from '../../core/codec/function/large-memories.ts';
import type { Labels } from '../messages/labels.ts';
import type { ClassCodec } from '../messages/class-codec.ts';
import { RESULT_LOG } from '../messages/metadata.ts';
import { MessageIds } from '../messages/message-ids.ts';
import { packRecipe, type PackedRecipe, type Setup } from '../messages/recipe.ts';
import { namesOf, writeChunk } from '../messages/write-chunk.ts';
import type { OpenConnection } from '../submit/open-connection.ts';
import { publishWhenRoom } from '../submit/publish-when-room.ts';
import { type EncodedChunk, SharedArrays } from '../submit/shared-arrays.ts';
import { writeManifest } from './manifest.ts';

/**
 * Options of `ClusterPool.submit`.
 *
 * @example
 * const id = await pool.submit((x: number) => x * x, [1, 2, 3], { chunkSize: 1, timeout: 60_000, retries: 2 });
 */
export interface SubmitOptions {
  /** How many items a host gets at a time. Default: four chunks per worker that is there now. */
  readonly chunkSize?: number | undefined;
  /** How long one task may run, in ms. Default: no limit. */
  readonly timeout?: number | undefined;
  /** How often a chunk whose worker was lost is run again by its host. Default: 0. */
  readonly retries?: number | undefined;
  /** Which hosts may run it, as in the options of `map`. Default: all. */
  readonly on?: Labels | undefined;
}

export interface DetachedRequest {
  readonly fn: FunctionPayload;
  readonly items: readonly unknown[];
  readonly chunkSize: number;
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  /** What it asks of hosts; `''`: nothing. */
  readonly placement: string;
  readonly setup: Setup | undefined;
  readonly classes: ClassCodec | undefined;
}

/** Publishes that are waited for at the same time. */
const AT_ONCE = 64;

/** Settles with the job's id when all of it is in the queue; if it rejects, nothing of it is. */
export async function submitDetached(
  connection: OpenConnection,
  request: DetachedRequest,
): Promise<string> {
  const job = `d-${randomBytes(12).toString('hex')}`;
  const { engine } = connection;
  try {
    const { fn, timeoutMs, retries, setup, items, chunkSize } = request;
    const recipe = packRecipe({ fn, timeoutMs, retries, setup });
    await engine.store.put(job, recipe.hash, recipe.bytes);
    const ids = new MessageIds(job);
    const chunks = Math.ceil(items.length / chunkSize);
    const shared = new SharedArrays();
    const captured = partsNamedIn(fn).map((part) => shared.note(part));
    await shared.provide(engine.store, job, captured);
    await publishAll(chunks, async (index) => {
      await publish(connection, request, { job, index, recipe, shared, id: ids.of(index) });
    });
    const submittedAtMs = Date.now();
    await writeManifest(connection, job, {
      name: fn.name,
      items: items.length,
      chunks,
      submittedAtMs,
      ...(request.placement === '' ? {} : { on: request.placement }),
    });
    return job;
  } catch (error) {
    await Promise.allSettled([engine.chunks.purge(job), engine.store.deleteJob(job)]);
    throw error;
  }
}

/** Some at a time. Rejects with the first error, when nothing is being published any more. */
async function publishAll(
  chunks: number,
  publishOne: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < chunks) {
      next += 1;
      await publishOne(next - 1);
    }
  };
  const stopAll = (error: unknown): never => {
    next = chunks;
    throw error;
  };
  const working = Array.from({ length: AT_ONCE }, async () => await work().catch(stopAll));
  await Promise.allSettled(working);
  await Promise.all(working);
}

interface Place {
  readonly job: string;
  readonly index: number;
  readonly recipe: PackedRecipe;
  readonly shared: SharedArrays;
  readonly id: string;
}

async function publish(
  connection: OpenConnection,
  request: DetachedRequest,
  { job, index, recipe, shared, id }: Place,
): Promise<void> {
  const { engine } = connection;
  const first = index * request.chunkSize;
  const items = request.items.slice(first, first + request.chunkSize);
  const { body, arrays } = encodeItems(request, items, shared);
  await shared.provide(engine.store, job, arrays);
  const metadata = {
    job,
    index,
    serial: 0,
    first,
    count: items.length,
    total: request.items.length,
    ...namesOf(arrays),
  };
  const { placement } = request;
  const on = placement === '' ? {} : { on: placement };
  const kept = { recipe: recipe.hash, namespace: job, reply: RESULT_LOG, ...on };
  const { message, ref } = writeChunk({ id, body }, { ...metadata, ...kept }, connection);
  if (ref !== '') await engine.store.put(job, ref, body);
  await publishWhenRoom(engine.chunks, message);
}

function encodeItems(
  { fn, classes }: DetachedRequest,
  items: readonly unknown[],
  shared: SharedArrays,
): EncodedChunk {
  const spec = { fn, call: 'one', onError: 'go-on', timed: false, budgetMs: 0 } as const;
  const chunk = { id: 0, spec, items, attempt: 0 };
  try {
    return shared.encode(classes === undefined ? chunk : classes.pack(chunk));
  } catch (cause) {
    throw notSendable(argumentOf(fn.name), items, { cause, boundary: 'process' });
  }
}
