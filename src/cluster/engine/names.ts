/** What an engine takes as names and headers: the narrowest of what the engines in use allow. */
import { refused } from '../../core/base/check.ts';
import { EngineError } from './engine-error.ts';
import type { ChunkMessage, Headers } from './engine.ts';

/** A part of a subject or key: nothing in it has a meaning of its own anywhere. */
export function checkToken(name: string, value: unknown): string {
  if (isToken(value)) return value;
  throw refused(name, value, 'must be 1 to 100 of A–Z, a–z, 0–9, _ and -');
}

export function isToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN.test(value);
}

/** A message id: tokens joined by dots. */
export function checkMessageId(value: unknown): string {
  if (typeof value === 'string' && MESSAGE_ID.test(value)) return value;
  throw refused('id', value, 'must be tokens of A–Z, a–z, 0–9, _ and -, joined by dots');
}

/** A queue besides that of all hosts. Becomes a part of subjects and names. */
export function checkQueue(value: unknown): void {
  if (typeof value === 'string' && QUEUE.test(value)) return;
  throw refused('queue', value, 'must be 1 to 200 of A–Z, a–z, 0–9, _, -, +, = and ~');
}

export function checkHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) {
    checkToken('the name of a header', name);
    if (RESERVED.test(name)) throw refused('the name of a header', name, RESERVED_TEXT);
    if (typeof value === 'string' && HEADER_VALUE.test(value)) continue;
    throw refused(`header '${name}'`, value, 'must be printable ASCII without spaces around it');
  }
}

/** All that can be wrong with a chunk before it is sent. */
export function checkChunk(chunk: ChunkMessage, maxMessageBytes: number): void {
  checkToken('job', chunk.job);
  checkMessageId(chunk.id);
  if (chunk.queue !== undefined) checkQueue(chunk.queue);
  if (!Number.isSafeInteger(chunk.index) || chunk.index < 0) {
    throw refused('index', chunk.index, 'must be an integer of at least 0');
  }
  checkHeaders(chunk.headers);
  const bytes = sizeOfHeaders(chunk.headers) + chunk.body.byteLength;
  if (bytes <= maxMessageBytes) return;
  throw new EngineError(
    'too-large',
    `chunk ${chunk.id} has ${bytes} bytes, and one message may have ${maxMessageBytes}: ` +
      'put its body into the store',
  );
}

/** What headers take on the wire: a colon, a space and a line break each. */
export function sizeOfHeaders(headers: Headers): number {
  return Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    0,
  );
}

const TOKEN = /^[A-Za-z0-9_-]{1,100}$/;
const QUEUE = /^[A-Za-z0-9_+=~-]{1,200}$/;
const MESSAGE_ID = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
const HEADER_VALUE = /^(?! )[\x20-\x7e]*(?<! )$/;
/** The engines put their own beside ours. */
const RESERVED = /^(nats|engine)-/i;
const RESERVED_TEXT = "must not begin with 'Nats-' or 'Engine-', which the engine uses";
