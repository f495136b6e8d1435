/** What is kept of a detached job besides its chunks: written when all of them are in the queue. */
import { PoolStateError, ProtocolError } from '../../core/base/errors.ts';
import type { Engine } from '../engine/engine.ts';

export interface Manifest {
  /** The name of its function, for people. */
  readonly name: string;
  readonly items: number;
  readonly chunks: number;
  readonly submittedAtMs: number;
}

const NAME = 'manifest';

export async function writeManifest(
  { store }: Pick<Engine, 'store'>,
  job: string,
  manifest: Manifest,
): Promise<void> {
  await store.put(job, NAME, Buffer.from(JSON.stringify(manifest)));
}

/** `undefined` for a job that is not detached, or is not there. JSON: it is not signed. */
export async function findManifest(
  { store }: Pick<Engine, 'store'>,
  job: string,
): Promise<Manifest | undefined> {
  const bytes = await store.get(job, NAME);
  if (bytes === undefined) return undefined;
  const manifest = decodeManifest(bytes);
  if (manifest === undefined) throw new ProtocolError(`what is kept of job ${job} cannot be read`);
  return manifest;
}

/** `undefined` for what is none. */
export function decodeManifest(bytes: Uint8Array): Manifest | undefined {
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, items, chunks, submittedAtMs } = value as Partial<Manifest>;
  const isCount = (one: unknown): boolean => Number.isSafeInteger(one) && Number(one) >= 0;
  const isManifest = typeof name === 'string' && [items, chunks, submittedAtMs].every(isCount);
  return isManifest ? (value as Manifest) : undefined; // checked above
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}

/** @throws PoolStateError if there is no such job */
export async function readManifest(engine: Pick<Engine, 'store'>, job: string): Promise<Manifest> {
  const manifest = await findManifest(engine, job);
  if (manifest !== undefined) return manifest;
  throw new PoolStateError(
    `there is no detached job '${job}' in this pool: it was never submitted as a whole, its results ` +
      'have been read, or it was cancelled',
  );
}
