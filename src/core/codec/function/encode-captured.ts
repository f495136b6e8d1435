/**
 * Captures a function, with V8's inspector where there is one, and makes a payload of it. What cannot be sent is explained here.
 */
import { serialize } from 'node:v8';
import { NotSendableError } from '../../base/errors.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import { OTHER_RUNTIME } from '../../base/runtime.ts';
import { capture } from './capture/capture.ts';
import type { CaptureOptions } from './capture/describer.ts';
import { graphFromOutside } from './capture/graph-from-outside.ts';
import { Refusal } from './capture/refusal.ts';
import type { FunctionBody, Graph, NamedArray } from './function-body.ts';
import { writeApart, writeByHash } from './large-memories.ts';
import { packReference, withoutSlack } from './pack-function.ts';
import { InspectorUnavailable } from './source/inspector.ts';
import { placeOf } from './source/locate-function.ts';

/** What is done with large buffers. */
interface Apart {
  readonly useFiles: boolean;
  readonly byHash: boolean;
}

export type CapturedOptions = CaptureOptions & Apart;

interface Captured extends Apart {
  readonly graph: Graph;
  readonly shared: readonly unknown[];
}

/** @throws NotSendableError with the way to what cannot be sent */
export function encodeCaptured(
  fn: (...args: never[]) => unknown,
  name: string,
  options: CapturedOptions,
): { payload: FunctionPayload; isStable: boolean } {
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

function packGraph(name: string, { graph, shared, useFiles, byHash }: Captured): FunctionPayload {
  const [root] = graph.nodes;
  if (root?.kind === 'reference') return packReference(name, root);
  const apart = useFiles ? writeApart(graph) : undefined;
  const named = byHash ? writeByHash(graph) : undefined;
  const bytes = apart?.bytes ?? named?.bytes ?? serialize(graph);
  const id = hash(bytes, shared, { snapshots: apart?.snapshots.id, named: named?.arrays });
  const body: FunctionBody = {
    kind: 'captured',
    bytes: withoutSlack(bytes),
    ...(shared.length > 0 ? { shared } : {}),
    ...(apart === undefined ? {} : { files: apart.snapshots.files }),
    ...(named === undefined ? {} : { named: named.arrays }),
  };
  const weight = apart?.snapshots.weight ?? named?.weight;
  return weight === undefined ? { id, name, body } : { id, name, body, weight };
}

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
