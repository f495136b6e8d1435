/**
 * Submits a job whose submitter need not stay: all its chunks are published, and the results are kept until
 * somebody comes for them.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { argumentOf, notSendable } from '../../core/codec/crossing/not-sendable.ts';
import type { FunctionPayload } from '../../core/base/payload.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { ChunkMessage } from '../engine/engine.ts';
import { encodeChunk } from '../parcel/bodies.ts';
import { chunkHeaders, LOG } from '../parcel/parcels.ts';
import { packRecipe, type PackedRecipe, type Setup } from '../parcel/recipe.ts';
import type { ClassKeeper } from '../submit/inbox.ts';
import type { OpenLine } from '../submit/line.ts';
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
}

export interface DetachedRequest {
  readonly fn: FunctionPayload;
  readonly items: readonly unknown[];
  readonly chunkSize: number;
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  readonly setup: Setup | undefined;
  readonly classes: ClassKeeper | undefined;
}

/** Publishes that are waited for at the same time. */
const AT_ONCE = 64;
const FULL_MS = 250;
const HEADER_BYTES = 4096;

/** Settles with the job's id when all of it is in the queue; if it rejects, nothing of it is. */
export async function submitDetached(line: OpenLine, request: DetachedRequest): Promise<string> {
  const job = `d-${randomBytes(12).toString('hex')}`;
  const { engine } = line;
  try {
    const { fn, timeoutMs, retries, setup, items, chunkSize } = request;
    const recipe = packRecipe({ fn, timeoutMs, retries, setup });
    await engine.store.put(job, recipe.hash, recipe.bytes);
    const chunks = Math.ceil(items.length / chunkSize);
    let next = 0;
    const publishAll = async (): Promise<void> => {
      while (next < chunks) {
        next += 1;
        await publish(line, request, { job, index: next - 1, recipe });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, publishAll));
    const submittedAtMs = Date.now();
    await writeManifest(engine, job, {
      name: fn.name,
      items: items.length,
      chunks,
      submittedAtMs,
    });
    return job;
  } catch (error) {
    await Promise.allSettled([engine.chunks.purge(job), engine.store.deleteJob(job)]);
    throw error;
  }
}

interface Place {
  readonly job: string;
  readonly index: number;
  readonly recipe: PackedRecipe;
}

async function publish(
  { engine, seal }: OpenLine,
  request: DetachedRequest,
  { job, index, recipe }: Place,
): Promise<void> {
  const first = index * request.chunkSize;
  const items = request.items.slice(first, first + request.chunkSize);
  const body = encodeItems(request, items);
  const isLarge = body.byteLength > engine.chunks.maxMessageBytes - HEADER_BYTES;
  const ref = isLarge ? `c-${index}` : '';
  if (isLarge) await engine.store.put(job, ref, body);
  const count = items.length;
  const total = request.items.length;
  const label = { job, index, first, count, total, scope: job, reply: LOG, ref };
  const headers = chunkHeaders({ ...label, recipe: recipe.hash });
  const sealed = seal.seal('chunk', headers, body, isLarge);
  await publishWhenRoom(engine.chunks, { job, index, id: `${job}.${index}`, ...sealed });
}

async function publishWhenRoom(
  chunks: OpenLine['engine']['chunks'],
  message: ChunkMessage,
): Promise<void> {
  for (;;) {
    try {
      await chunks.publish(message);
      return;
    } catch (error) {
      if (!(error instanceof EngineError && error.reason === 'full')) throw error;
      await delay(FULL_MS);
    }
  }
}

function encodeItems({ fn, classes }: DetachedRequest, items: readonly unknown[]): Uint8Array {
  const spec = { fn, call: 'one', onError: 'go-on', timed: false, budgetMs: 0 } as const;
  const chunk = { id: 0, spec, items, attempt: 0 };
  try {
    return encodeChunk(classes === undefined ? chunk : classes.pack(chunk));
  } catch (cause) {
    throw notSendable(argumentOf(fn.name), items, { cause, boundary: 'process' });
  }
}
