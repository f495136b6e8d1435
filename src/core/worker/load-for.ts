/** Loads the function of a chunk that is to run, and tells the pool meanwhile. */
import type { ChunkResult, FromWorker, RunChunk } from '../wire/messages.ts';
import type { Functions } from './functions.ts';
import { FAILURES } from './load-failures.ts';
import type { TaskFunction } from './task-function.ts';

export interface LoadEvents {
  send(message: FromWorker): void;
  /** Node remembers for ever that a module has failed: what comes next had better run in a fresh worker. */
  onFailed(): void;
}

export type Loaded =
  | { readonly ok: true; readonly fn: TaskFunction }
  /** With what has become of its items. */
  | { readonly ok: false; readonly result: ChunkResult };

export async function loadFor(
  chunk: RunChunk,
  functions: Functions,
  { send, onFailed }: LoadEvents,
): Promise<Loaded> {
  const { id } = chunk.spec.fn;
  // Said, because a module may hang as well: the pool does not wait for it for ever.
  if (functions.isDefined(id)) send({ kind: 'loading', chunkId: chunk.id, isOver: false });
  try {
    const fn = await functions.loadDefined(id);
    send({ kind: 'loading', chunkId: chunk.id, isOver: true });
    return { ok: true, fn };
  } catch (error) {
    onFailed();
    send({ kind: 'load-failed', chunkId: chunk.id });
    return {
      ok: false,
      result: await FAILURES.with(({ failUnloaded }) => failUnloaded(chunk, error)),
    };
  }
}
