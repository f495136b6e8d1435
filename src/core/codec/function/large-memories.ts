/**
 * Large buffers of a captured function, in files instead of in its bytes (`core/large/snapshots.ts`). What is written of
 * each is its number.
 */
import { types } from 'node:util';
import { DefaultDeserializer, DefaultSerializer } from 'node:v8';
import { type FileHandle, LARGE_BYTES } from '../../base/large.ts';
import { LateModule } from '../../base/late-module.ts';
import { requireOwnFile } from '../../base/own-files.ts';
import { hashOf, type SteadyPart, steadyPartsOf } from '../../base/shared-memory.ts';
import { isResizable } from '../../base/views.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import type { Snapshots } from '../../large/snapshots.ts';
import type { CapturedBody, FunctionBody, Graph, NamedArray, ValuesBody } from './function-body.ts';

const TAKING: LateModule<typeof import('../../large/snapshots.ts')> = new LateModule(
  () => requireOwnFile('core/large/snapshots'),
  async () => await import('../../large/snapshots.ts'),
);

const OPENING: LateModule<typeof import('../../large/open-file.ts')> = new LateModule(
  () => requireOwnFile('core/large/open-file'),
  async () => await import('../../large/open-file.ts'),
);

interface Written {
  readonly bytes: Buffer;
  readonly snapshots: Snapshots;
}

/** `undefined` if there is nothing large in it, or no file to be had. */
export function writeApart(graph: Graph): Written | undefined {
  const buffers = buffersOf(graph);
  if (buffers.length === 0) return undefined;
  const snapshots = TAKING.with(({ takeSnapshots }) => takeSnapshots(buffers));
  if (snapshots === undefined || snapshots instanceof Promise) return undefined;
  return { bytes: writeWithout(buffers, graph), snapshots };
}

function writeWithout(buffers: readonly ArrayBuffer[], graph: Graph): Buffer {
  const writer = new DefaultSerializer();
  for (const [id, buffer] of buffers.entries()) writer.transferArrayBuffer(id, buffer);
  writer.writeHeader();
  writer.writeValue(graph);
  return writer.releaseBuffer();
}

interface WrittenByHash {
  readonly bytes: Buffer;
  readonly arrays: readonly NamedArray[];
  /** In bytes. */
  readonly weight: number;
}

/** By their list of names. */
const parts = new WeakMap<readonly NamedArray[], readonly SteadyPart[]>();

/** `undefined` if there is nothing large in it. */
export function writeByHash(graph: Graph): WrittenByHash | undefined {
  const buffers = buffersOf(graph);
  if (buffers.length === 0) return undefined;
  const found = buffers.map((buffer) => ({ buffer, shared: sharedWhole(buffer) }));
  const all = found.map(({ buffer, shared }) => shared ?? asItIs(buffer));
  const arrays = found.map(({ shared }, at) => {
    return { hash: all[at]?.hash() ?? '', isShared: shared !== undefined };
  });
  parts.set(arrays, all);
  const weight = all.reduce((sum, { length }) => sum + length, 0);
  return { bytes: writeWithout(buffers, graph), arrays, weight };
}

function sharedWhole(buffer: ArrayBuffer): SteadyPart | undefined {
  return steadyPartsOf(buffer).find(
    ({ from, length }) => from === 0 && length === buffer.byteLength,
  );
}

/** A copy: it is put into the store when the program may have changed it. */
function asItIs(buffer: ArrayBuffer): SteadyPart {
  const bytes = new Uint8Array(buffer.slice(0));
  const hash = hashOf(bytes);
  return { buffer, from: 0, length: bytes.length, read: () => bytes, hash: () => hash };
}

/** What was left out of what was encoded here. */
export function partsNamedIn(payload: FunctionPayload): readonly SteadyPart[] {
  return listOf(payload, ({ named = NONE }) => parts.get(named) ?? []);
}

export function namesIn(payload: FunctionPayload): readonly NamedArray[] {
  return listOf(payload, ({ named = NONE }) => named);
}

const NONE: readonly NamedArray[] = [];

/** An array that came by its hash: in a file of this program, if one could be had. */
export interface FoundArray {
  readonly buffer: ArrayBuffer;
  readonly file: FileHandle | undefined;
}

/** With the arrays themselves in the places of their names. */
export function withArrays(
  payload: FunctionPayload,
  find: (hash: string) => FoundArray,
): FunctionPayload {
  return changeBodies(payload, ({ named, ...body }) => {
    if (named === undefined) return body;
    const files = named.flatMap(({ hash, isShared }) => {
      const { file } = find(hash);
      return file === undefined ? [] : { ...file, isShared };
    });
    if (files.length === named.length) return { ...body, files };
    return { ...body, large: named.map(({ hash }) => find(hash).buffer) };
  });
}

function buffersOf({ nodes }: Graph): ArrayBuffer[] {
  return nodes.flatMap((node) => {
    const isBoxed = node.kind === 'memory' && typeof node.bytes !== 'number';
    const buffer: unknown = isBoxed ? node.bytes[0] : undefined;
    return isLarge(buffer) ? [buffer] : [];
  });
}

function isLarge(buffer: unknown): buffer is ArrayBuffer {
  return types.isArrayBuffer(buffer) && buffer.byteLength >= LARGE_BYTES && !isResizable(buffer);
}

/** RUNS IN THE WORKER. @throws FileGoneError */
export async function readApart(body: CapturedBody): Promise<Graph> {
  const buffers = await openBuffers(body);
  const reader = new DefaultDeserializer(body.bytes);
  for (const [id, buffer] of buffers.entries()) reader.transferArrayBuffer(id, buffer);
  reader.readHeader();
  return reader.readValue() as Graph; // as it was written above
}

/** RUNS IN THE WORKER. @throws FileGoneError */
export async function openBuffers({ files = [], large }: InFiles): Promise<readonly ArrayBuffer[]> {
  if (large !== undefined) return large;
  const { openFile } = await OPENING.with((module) => module);
  return files.map(openFile);
}

type InFiles = Pick<CapturedBody, 'files' | 'large'>;

/** With all that is in its files, for whoever cannot open them. `undefined`: it has none. @throws FileGoneError */
export function withoutFiles(payload: FunctionPayload): FunctionPayload | undefined {
  if (!hasFiles(payload)) return undefined;
  const whole = OPENING.with(({ openFile }) => readAll(payload, openFile));
  return whole instanceof Promise ? undefined : whole; // a program loads it at once
}

function readAll(
  payload: FunctionPayload,
  open: (file: FileHandle) => ArrayBuffer,
): FunctionPayload {
  return changeBodies(payload, ({ files, ...rest }) =>
    files === undefined ? rest : { ...rest, large: files.map(open) },
  );
}

/** With every body that may have buffers outside of its bytes replaced by what `change` makes of it. */
function changeBodies(
  payload: FunctionPayload,
  change: (body: CapturedBody | ValuesBody) => FunctionBody,
): FunctionPayload {
  const body = payload.body as FunctionBody; // made by the codec
  const again = (one: FunctionPayload): FunctionPayload => changeBodies(one, change);
  switch (body.kind) {
    case 'chain': {
      const stages = body.stages.map(({ kind, fn }) => ({ kind, fn: again(fn) }));
      const end = { ...body.end, fns: body.end.fns.map(again) };
      return { ...payload, body: { ...body, stages, end } };
    }
    case 'applied':
      return { ...payload, body: { ...body, fn: again(body.fn), first: again(body.first) } };
    case 'captured':
    case 'values':
      return { ...payload, body: change(body) };
    default:
      return payload;
  }
}

/** Keeps their files open until what is returned is called. */
export function holdFiles(...payloads: readonly FunctionPayload[]): () => void {
  const files = payloads.flatMap(filesOf);
  if (files.length === 0) return () => {};
  const release = TAKING.with(({ holdSnapshots }) => files.map(holdSnapshots));
  return release instanceof Promise ? () => {} : () => release.forEach((one) => one()); // if it was not loaded there are none
}

export function hasFiles(payload: FunctionPayload): boolean {
  return filesOf(payload).length > 0;
}

/** The lists of files of all that is in it. */
function filesOf(payload: FunctionPayload): (readonly FileHandle[])[] {
  return listOf(payload, ({ files }) => (files === undefined ? [] : [files]));
}

/** What `find` finds in each body that may have buffers outside of its bytes. */
function listOf<T>(
  { body }: FunctionPayload,
  find: (body: CapturedBody | ValuesBody) => readonly T[],
): T[] {
  const known = body as FunctionBody | null; // made by the codec
  const again = (one: FunctionPayload): T[] => listOf(one, find);
  if (known?.kind === 'chain')
    return [...known.stages.map(({ fn }) => fn), ...known.end.fns].flatMap(again);
  if (known?.kind === 'applied') return [known.fn, known.first].flatMap(again);
  return known?.kind === 'captured' || known?.kind === 'values' ? [...find(known)] : [];
}
