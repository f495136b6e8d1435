/** What is kept of a detached job besides its chunks: written when all of them are in the queue. */
import { PoolStateError, ProtocolError } from '../../core/base/errors.ts';
import { describeRelease } from '../signing/release.ts';
import { findMessage, type MessageStore, putMessage } from '../messages/stored-message.ts';

export interface Manifest {
  /** The name of its function, for people. */
  readonly name: string;
  readonly items: number;
  readonly chunks: number;
  readonly submittedAtMs: number;
  /** What it asks of hosts; absent: nothing. */
  readonly on?: string;
}

const NAME = 'manifest';

export async function writeManifest(
  store: MessageStore,
  job: string,
  manifest: Manifest,
): Promise<void> {
  await putMessage(store, 'manifest', { job, name: NAME, text: JSON.stringify(manifest) });
}

/** `undefined` for a job that is not detached, or is not there, or that nobody with our key has submitted. */
export async function findManifest(
  store: MessageStore,
  job: string,
): Promise<Manifest | undefined> {
  const message = await findMessage(store, 'manifest', { job, name: NAME });
  if (message === undefined) return undefined;
  const manifest = decodeManifest(message.body);
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
export async function readManifest(store: MessageStore, job: string): Promise<Manifest> {
  const manifest = await findManifest(store, job);
  if (manifest !== undefined) return manifest;
  throw new PoolStateError(
    `there is no detached job '${job}' in this pool: it was never submitted as a whole, its results ` +
      `have been read, it was cancelled, or it was submitted with another key or wire than that of ${describeRelease()}`,
  );
}
