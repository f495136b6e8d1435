/**
 * Large buffers of a captured function, in files instead of in its bytes (`core/large/snapshots.ts`). What is written of
 * each is its number.
 */
import { types } from 'node:util';
import { DefaultDeserializer, DefaultSerializer } from 'node:v8';
import { type FileHandle, LARGE_BYTES } from '../../base/large.ts';
import { LateModule } from '../../base/late-module.ts';
import { requireOwnFile } from '../../base/own-files.ts';
import { isResizable } from '../../base/views.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import type { Snapshots } from '../../large/snapshots.ts';
import type { CapturedBody, FunctionBody, Graph } from './function-body.ts';

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
  const writer = new DefaultSerializer();
  for (const [id, buffer] of buffers.entries()) writer.transferArrayBuffer(id, buffer);
  writer.writeHeader();
  writer.writeValue(graph);
  return { bytes: writer.releaseBuffer(), snapshots };
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
  const body = payload.body as FunctionBody; // made by the codec
  const again = (one: FunctionPayload): FunctionPayload => readAll(one, open);
  switch (body.kind) {
    case 'chain': {
      const stages = body.stages.map(({ kind, fn }) => ({ kind, fn: again(fn) }));
      const end = { ...body.end, fns: body.end.fns.map(again) };
      return { ...payload, body: { ...body, stages, end } };
    }
    case 'applied':
      return { ...payload, body: { ...body, fn: again(body.fn), first: again(body.first) } };
    case 'captured':
    case 'values': {
      const { files, ...rest } = body;
      return files === undefined
        ? payload
        : { ...payload, body: { ...rest, large: files.map(open) } };
    }
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
function filesOf({ body }: FunctionPayload): (readonly FileHandle[])[] {
  const known = body as FunctionBody | null; // made by the codec
  if (known?.kind === 'chain')
    return [...known.stages.map(({ fn }) => fn), ...known.end.fns].flatMap(filesOf);
  if (known?.kind === 'applied') return [known.fn, known.first].flatMap(filesOf);
  const { files } = (known ?? {}) as InFiles; // absent in all other kinds
  return files === undefined ? [] : [files];
}
