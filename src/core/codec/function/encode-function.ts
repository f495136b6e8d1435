/**
 * RUNS IN THE CALLER. Turns any function into what travels in its place.
 *
 *   stable already? ──► the same payload again (a look into a WeakMap)
 *   task(…)?        ──► its reference
 *   else            ──► captured anew: variables may have changed since the last call. If the
 *                       bytes are the same as before, so is the payload.
 *
 * Synchronous, so that what is sent is what the caller saw when it called.
 */
import { serialize } from 'node:v8';
import { nameOfFunction } from '../../base/class-name.ts';
import { NotSendableError } from '../../base/errors.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import { SERVING } from '../../base/served.ts';
import { OTHER_RUNTIME } from '../../base/runtime.ts';
import { capture } from './capture/capture.ts';
import type { CaptureOptions } from './capture/describer.ts';
import type { FunctionBody, Graph, NamedArray, ReferenceNode } from './function-body.ts';
import { InspectorUnavailable } from './source/inspector.ts';
import { writeApart, writeByHash } from './large-memories.ts';
import { LruCache } from '../../base/lru-cache.ts';
import { Refusal } from './capture/refusal.ts';
import { placeOf } from './source/locate-function.ts';
import { findTask } from './task.ts';
import { graphFromOutside } from './capture/graph-from-outside.ts';

export interface EncodeOptions {
  /** Shared memory may cross: true between threads, false between processes. */
  readonly allowShared?: boolean;
  /** Constants that cannot be copied are made again in the worker. Default: true. */
  readonly remakeConstants?: boolean;
  /** Large buffers may be in files of this program, because only its own workers get the function. Default: false. */
  readonly useFiles?: boolean;
  /** Large buffers are left out, and named by the hashes of their bytes. Default: false. */
  readonly byHash?: boolean;
}

interface Sent {
  readonly payload: FunctionPayload;
  readonly isStable: boolean;
  readonly allowShared: boolean;
  readonly remakeConstants: boolean;
  readonly useFiles: boolean;
  readonly byHash: boolean;
  /** It may hold handles of served objects, which are of no use everywhere. */
  readonly servedRefusal: string | undefined;
}

const sent = new WeakMap<object, Sent>();

/** For errors that come back: what is known here is looked for around the function. */
const functions = new WeakMap<FunctionPayload, object>();

/** The function that this was made of; `undefined` if it was not made here. */
export function functionOf(payload: FunctionPayload): object | undefined {
  return functions.get(payload);
}

/** `fn` is where to look around for what concerns `payload`, which was made elsewhere. */
export function noteFunction(payload: FunctionPayload, fn: object): void {
  functions.set(payload, fn);
}

/**
 * @param fn any function: imported, local, a closure, a method, a class, bound, built in
 * @throws NotSendableError with the way to what cannot be sent
 */
export function encodeFunction(fn: unknown, options: EncodeOptions = {}): FunctionPayload {
  const allowShared = options.allowShared ?? false;
  const before = sent.get(fn as object);
  const { remakeConstants = true, useFiles = false, byHash = false } = options;
  if (
    before?.isStable === true &&
    before.allowShared === allowShared &&
    before.remakeConstants === remakeConstants &&
    before.useFiles === useFiles &&
    before.byHash === byHash &&
    before.servedRefusal === SERVING.refusal
  )
    return before.payload;
  if (typeof fn !== 'function')
    throw new NotSendableError(`cannot send ${describe(fn)} to a worker: it is no function`);
  const { payload, isStable } = encode(fn as (...args: never[]) => unknown, {
    allowShared,
    remakeConstants,
    useFiles,
    byHash,
    judgeStability: before !== undefined,
  });
  const isSame = before?.payload.id === payload.id;
  const now = {
    payload: isSame ? before.payload : payload,
    isStable,
    allowShared,
    remakeConstants,
    useFiles,
    byHash,
    servedRefusal: SERVING.refusal,
  };
  sent.set(fn, now);
  functions.set(now.payload, fn);
  return now.payload;
}

function encode(
  fn: (...args: never[]) => unknown,
  options: CaptureOptions & Apart,
): { payload: FunctionPayload; isStable: boolean } {
  const name = nameOfFunction(fn) || '(anonymous)';
  const task = findTask(fn);
  if (task !== undefined) return { payload: packReference(name, task), isStable: true };
  try {
    const { graph, shared, isStable } = capture(fn, options);
    // Files are closed some time, so one with files is looked at again.
    const { useFiles, byHash } = options;
    const payload = packGraph(name, { graph, shared, useFiles, byHash });
    const isWhole = payload.weight === undefined;
    return { payload, isStable: isStable && isWhole };
  } catch (error) {
    const graph = error instanceof InspectorUnavailable ? graphFromOutside(fn) : undefined;
    if (graph !== undefined)
      return {
        payload: packGraph(name, { graph, shared: [], useFiles: false, byHash: false }),
        isStable: true,
      };
    throw explain(error, name, fn);
  }
}

/** What is done with large buffers. */
type Apart = Required<Pick<EncodeOptions, 'useFiles' | 'byHash'>>;

interface Captured extends Apart {
  readonly graph: Graph;
  readonly shared: readonly unknown[];
}

function packGraph(name: string, { graph, shared, useFiles, byHash }: Captured): FunctionPayload {
  const [root] = graph.nodes;
  if (root?.kind === 'reference') return packReference(name, root);
  const apart = useFiles ? writeApart(graph) : undefined;
  const named = byHash ? writeByHash(graph) : undefined;
  const bytes = apart?.bytes ?? named?.bytes ?? serialize(graph);
  const id = hash(bytes, shared, { snapshots: apart?.snapshots.id, named: named?.arrays });
  // The serialiser's buffer has room to spare, which would be sent as well.
  const hasSlack = bytes.byteLength !== bytes.buffer.byteLength;
  const exact = hasSlack ? Uint8Array.prototype.slice.call(bytes) : bytes;
  const body: FunctionBody = {
    kind: 'captured',
    bytes: exact,
    ...(shared.length > 0 ? { shared } : {}),
    ...(apart === undefined ? {} : { files: apart.snapshots.files }),
    ...(named === undefined ? {} : { named: named.arrays }),
  };
  const weight = apart?.snapshots.weight ?? named?.weight;
  return weight === undefined ? { id, name, body } : { id, name, body, weight };
}

function packReference(name: string, body: ReferenceNode): FunctionPayload {
  const key = JSON.stringify([body.module, body.path.map(String), body.commonJs, body.textLength]);
  let id = referenceIds.get(key);
  if (id === undefined) {
    lastReference += 1;
    id = `export ${lastReference}`;
    referenceIds.set(key, id);
  }
  return { id, name, body };
}

/** More than any program has; one that is forgotten gets a new number, and is sent once more. */
const REFERENCES_LIMIT = 10_000;

/** Numbered, where a hash would first have to load all of `node:crypto`. */
const referenceIds = new LruCache<string, string>(REFERENCES_LIMIT);
let lastReference = 0;

interface NotInBytes {
  readonly snapshots: string | undefined;
  readonly named: readonly NamedArray[] | undefined;
}

function hash(
  bytes: Uint8Array,
  shared: readonly unknown[],
  { snapshots, named = [] }: NotInBytes,
): string {
  // Not imported: loading it takes longer than all other modules of this package together.
  crypto ??= process.getBuiltinModule('node:crypto');
  const digest = crypto.createHash('sha256').update(bytes);
  if (snapshots !== undefined) digest.update(`snapshots ${process.pid} ${snapshots}`);
  for (const one of named) digest.update(`array ${one.hash} ${one.isShared}`);
  for (const object of shared) digest.update(`shared ${identify(object as object)}`);
  return digest.digest('base64url').slice(0, ID_LENGTH);
}

let crypto: typeof import('node:crypto') | undefined;

/** 132 bits: two different functions never meet. */
const ID_LENGTH = 22;

/** Shared memory has no content to hash: it is itself. */
function identify(object: object): number {
  let identity = identities.get(object);
  if (identity === undefined) {
    identity = nextIdentity;
    nextIdentity += 1;
    identities.set(object, identity);
  }
  return identity;
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

function explain(error: unknown, name: string, fn: object): unknown {
  if (error instanceof Refusal) return error.toError({ name, place: placeOf(fn) });
  if (!(error instanceof InspectorUnavailable)) return error;
  return new NotSendableError(
    `cannot send '${name}' to a worker\n` +
      `${whyNotInside()}\n` +
      "  → export the function and send it with task(import.meta.url, 'name')" +
      (OTHER_RUNTIME === undefined ? ', or start Node without --permission' : ''),
    { cause: error },
  );
}

function whyNotInside(): string {
  return OTHER_RUNTIME === undefined
    ? "  because this program may not use V8's inspector, without which nobody can look inside a function"
    : `  because ${OTHER_RUNTIME} cannot look into functions, and this one may use variables from outside of it`;
}

function describe(value: unknown): string {
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
