/**
 * What each message says besides its body: which chunk it is or answers, and where things are kept.
 *
 *    chunk    job index serial first count total · recipe namespace · reply · ref · elsewhere · arrays · on
 *    result   job index first count · worker · ref · failed-on
 *    cancel   job
 *    host     nothing: the host describes itself in the body (host-info.ts)
 *
 * It travels as headers, all of which are signed (`signing/signer.ts`): read them from verified messages only.
 */
import { ProtocolError } from '../../core/base/errors.ts';
import type { Headers } from '../engine/engine.ts';

/** Where a chunk belongs, where its function is kept, where its result goes. */
export interface ChunkMetadata {
  readonly job: string;
  readonly index: number;
  /** Its number among all chunks of its submitter (ledger.ts); 0 in a detached job. */
  readonly serial: number;
  /** Position in the job of the chunk's first item. */
  readonly first: number;
  readonly count: number;
  /** How many items the job has; 0 if that is not known. */
  readonly total: number;
  /** Hash of its recipe, and under which job's name that is kept in the store. */
  readonly recipe: string;
  readonly namespace: string;
  /** An address of `Replies`, or `RESULT_LOG`. */
  readonly reply: string;
  /** The name of the body in the store; `''` if the message carries it. */
  readonly ref: string;
  /** Other hosts might run it, and its submitter sees to that. Absent: no submitter waits for it. */
  readonly elsewhere?: 'yes' | 'no';
  /** Hashes of the shared arrays in its items, by their numbers there; kept where the recipe is. Absent: none. */
  readonly arrays?: readonly string[];
  /** What it asks of hosts (`labels.ts`). Absent: nothing. */
  readonly on?: string;
}

/** Which chunk a result is of, and who ran it. */
export interface ResultMetadata {
  readonly job: string;
  readonly index: number;
  readonly first: number;
  readonly count: number;
  /** "host web-1, worker 3 (pid 4242)". */
  readonly worker: string;
  readonly ref: string;
  /** The id of a host where the chunk could not be run at all; the result has the reason, for each item. */
  readonly failedOn?: string;
}

/** In place of an address: the result is kept in the job's log, for a submitter that may be gone. */
export const RESULT_LOG = 'log';

/** The kind of message that a chunk with these headers has to be. */
export function chunkKind({ reply }: Headers): 'chunk' | 'kept-chunk' {
  return reply === RESULT_LOG ? 'kept-chunk' : 'chunk';
}

/** Where a host notes that a chunk of a detached job is done. */
export function doneNote(index: number): string {
  return `d-${index}`;
}

/** Where a host notes that it was given a chunk for the last time, before it does anything with it. */
export function lastTryNote(index: number): string {
  return `l-${index}`;
}

/** The header of the namespace. */
const NAMESPACE = 'scope';
const FAILED_ON = 'failed-on';

export function chunkHeaders(metadata: ChunkMetadata): Headers {
  const { namespace, arrays, ...others } = metadata;
  const shared = arrays === undefined ? {} : { arrays: arrays.join() };
  return toHeaders({ ...others, ...shared, [NAMESPACE]: namespace });
}

export function readChunkMetadata(headers: Headers): ChunkMetadata {
  const { elsewhere, arrays, on } = headers;
  return {
    job: text(headers, 'job'),
    index: integer(headers, 'index'),
    serial: integer(headers, 'serial'),
    first: integer(headers, 'first'),
    count: integer(headers, 'count'),
    total: integer(headers, 'total'),
    recipe: text(headers, 'recipe'),
    namespace: text(headers, NAMESPACE),
    reply: text(headers, 'reply'),
    ref: text(headers, 'ref'),
    ...(elsewhere === 'yes' || elsewhere === 'no' ? { elsewhere } : {}),
    ...(arrays === undefined ? {} : { arrays: arrays.split(',') }),
    ...(on === undefined ? {} : { on }),
  };
}

export function resultHeaders({ failedOn, ...metadata }: ResultMetadata): Headers {
  const failed = failedOn === undefined ? {} : { [FAILED_ON]: failedOn };
  return toHeaders({ ...metadata, ...failed });
}

export function readResultMetadata(headers: Headers): ResultMetadata {
  const { [FAILED_ON]: failedOn } = headers;
  return {
    job: text(headers, 'job'),
    index: integer(headers, 'index'),
    first: integer(headers, 'first'),
    count: integer(headers, 'count'),
    worker: decodeURIComponent(text(headers, 'worker')),
    ref: text(headers, 'ref'),
    ...(failedOn === undefined ? {} : { failedOn }),
  };
}

/** Headers are ASCII; a host's name may not be. */
function toHeaders(metadata: Readonly<Record<string, string | number>>): Headers {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(metadata)) {
    headers[name] = name === 'worker' ? encodeURIComponent(value) : String(value);
  }
  return headers;
}

function text(headers: Headers, name: string): string {
  const value = headers[name];
  if (value === undefined) throw new ProtocolError(`a message has no header '${name}'`);
  return value;
}

function integer(headers: Headers, name: string): number {
  const value = Number(text(headers, name));
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new ProtocolError(`header '${name}' of a message is no number`);
}
