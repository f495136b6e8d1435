/** What a task, and our own code, can ask of the worker that it runs in. */
import type { TaskTalk, WorkerContext } from '../base/current-worker.ts';
import type { RunChunk, StartMessage } from '../wire/messages.ts';
import type { Port } from './port.ts';

export function contextOf(
  { kind, threadId }: Port,
  [start, chunk, talk, isImporting]: readonly [
    start: StartMessage | undefined,
    /** The one that runs, or ran last. */
    chunk: RunChunk | undefined,
    talk: TaskTalk,
    isImporting: boolean,
  ],
): WorkerContext {
  const { workerId: id = 0, slot = 0, depth = 1 } = start ?? {};
  const place = threadId === undefined ? {} : { threadId };
  const { attempt = 0, spec } = chunk ?? {};
  const packed = spec?.context;
  return { id, pid: process.pid, ...place, kind, slot, attempt, packed, depth, isImporting, talk };
}
