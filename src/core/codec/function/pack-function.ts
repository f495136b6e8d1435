/** Makes payloads of what is plain to see, without a hash. */
import { serialize } from 'node:v8';
import { LruCache } from '../../base/lru-cache.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import type { FunctionBody, FunctionNode, Graph, ReferenceNode } from './function-body.ts';

/** The serialiser's buffer has room to spare, which would be sent as well. */
export function withoutSlack(bytes: Uint8Array): Uint8Array {
  const hasSlack = bytes.byteLength !== bytes.buffer.byteLength;
  return hasSlack ? Uint8Array.prototype.slice.call(bytes) : bytes;
}

export function packPlain(name: string, node: FunctionNode | ReferenceNode): FunctionPayload {
  if (node.kind === 'reference') return packReference(name, node);
  const bytes = withoutSlack(serialize({ nodes: [node], cells: [] } satisfies Graph));
  const body: FunctionBody = { kind: 'captured', bytes };
  return { id: numberOf('function', node), name, body };
}

export function packReference(name: string, body: ReferenceNode): FunctionPayload {
  const path = body.path.map(String);
  const id = numberOf('export', [body.module, path, body.commonJs, body.textLength]);
  return { id, name, body };
}

/** Numbered, where a hash would first have to load all of `node:crypto`. */
function numberOf(kind: string, content: object): string {
  const key = JSON.stringify(content);
  let id = numbered.get(key);
  if (id === undefined) {
    lastNumber += 1;
    id = `${kind} ${lastNumber}`;
    numbered.set(key, id);
  }
  return id;
}

/** More than any program has; one that is forgotten gets a new number, and is sent once more. */
const NUMBERED_LIMIT = 10_000;
const numbered = new LruCache<string, string>(NUMBERED_LIMIT);
let lastNumber = 0;
