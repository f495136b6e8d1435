/**
 * Large buffers of a captured function, in files instead of in its bytes (`core/large/snapshots.ts`). What is written of
 * each is its number.
 */
import { types } from 'node:util';
import { DefaultDeserializer, DefaultSerializer } from 'node:v8';
import { LARGE_BYTES } from '../../base/large.ts';
import { LateModule } from '../../base/late-module.ts';
import { requireOwnFile } from '../../base/own-files.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import type { Snapshots } from '../../large/snapshots.ts';
import type { CapturedBody, Graph } from './function-body.ts';

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
  return types.isArrayBuffer(buffer) && buffer.byteLength >= LARGE_BYTES;
}

/** RUNS IN THE WORKER. @throws FileGoneError */
export async function readApart({ bytes, files = [], large }: CapturedBody): Promise<Graph> {
  const { openFile } = await OPENING.with((module) => module);
  const reader = new DefaultDeserializer(bytes);
  for (const [id, buffer] of (large ?? files.map(openFile)).entries())
    reader.transferArrayBuffer(id, buffer);
  reader.readHeader();
  return reader.readValue() as Graph; // as it was written above
}

/** With all that is in its files, for whoever cannot open them. `undefined`: it has none. @throws FileGoneError */
export function withoutFiles(payload: FunctionPayload): FunctionPayload | undefined {
  const { files, ...body } = payload.body as CapturedBody; // or of another kind, which has none
  if (files === undefined) return undefined;
  const large = OPENING.with(({ openFile }): ArrayBuffer[] => files.map(openFile));
  return large instanceof Promise ? undefined : { ...payload, body: { ...body, large } };
}

/** Keeps its files open until what is returned is called. */
export function holdFiles({ body }: FunctionPayload): () => void {
  const { files = [] } = body as CapturedBody; // or of another kind, which has none
  const release = TAKING.with(({ holdSnapshots }): (() => void) => holdSnapshots(files));
  return release instanceof Promise ? () => {} : release; // if it was not loaded there are none
}

export function hasFiles({ body }: FunctionPayload): boolean {
  return (body as CapturedBody).files !== undefined; // absent in all other kinds
}
