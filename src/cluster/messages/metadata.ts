/**
 * What is written on each message besides its body, and where bodies lie that are too long for one.
 *
 *    chunk    job index first count total · recipe scope · reply · ref
 *    result   job index first count · worker · ref
 *    cancel   job          a host's card    id name slots busy …   (as JSON in the body)
 *
 * All of it is signed: `seal` and `unseal` are the envelope's, and nothing here is read before.
 */
import { ProtocolError } from '../../core/base/errors.ts';
import type { Headers } from '../engine/engine.ts';

/** Where a chunk belongs, where its function is kept, where its result goes. */
export interface ChunkLabel {
  readonly job: string;
  readonly index: number;
  /** Position in the job of the chunk's first item. */
  readonly first: number;
  readonly count: number;
  /** How many items the job has; 0 if that is not known. */
  readonly total: number;
  /** Hash of its recipe, and under which job's name that is kept in the store. */
  readonly recipe: string;
  readonly scope: string;
  /** An address of `Replies`, or `LOG` for the job's result log. */
  readonly reply: string;
  /** The name of the body in the store, if it is not in the message. */
  readonly ref: string;
}

/** Which chunk a result is of, and who ran it. */
export interface ResultLabel {
  readonly job: string;
  readonly index: number;
  readonly first: number;
  readonly count: number;
  /** "host web-1, worker 3 (pid 4242)". */
  readonly worker: string;
  readonly ref: string;
}

/** In place of an address: the submitter may be gone, its results are kept. */
export const LOG = 'log';

export function chunkHeaders(label: ChunkLabel): Headers {
  return toHeaders({ ...label });
}

export function readChunkLabel(headers: Headers): ChunkLabel {
  return {
    job: text(headers, 'job'),
    index: integer(headers, 'index'),
    first: integer(headers, 'first'),
    count: integer(headers, 'count'),
    total: integer(headers, 'total'),
    recipe: text(headers, 'recipe'),
    scope: text(headers, 'scope'),
    reply: text(headers, 'reply'),
    ref: text(headers, 'ref'),
  };
}

export function resultHeaders(label: ResultLabel): Headers {
  return toHeaders({ ...label });
}

export function readResultLabel(headers: Headers): ResultLabel {
  return {
    job: text(headers, 'job'),
    index: integer(headers, 'index'),
    first: integer(headers, 'first'),
    count: integer(headers, 'count'),
    worker: decodeURIComponent(text(headers, 'worker')),
    ref: text(headers, 'ref'),
  };
}

/** Headers are ASCII; a host's name may not be. */
function toHeaders(label: Readonly<Record<string, string | number>>): Headers {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(label)) {
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
