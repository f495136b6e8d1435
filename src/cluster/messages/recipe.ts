/**
 * What all chunks of a call have in common: the function, its limits, and what its workers are told at
 * their start. It is put into the store once, under the hash of its own bytes, so a chunk names it in
 * 64 characters and no other can be put in its place.
 *
 *    submitter ── put(scope, hash) ──► store ── get ──► host: bytes, hashed again, then read
 */
import { deserialize, serialize } from 'node:v8';
import { ProtocolError } from '../../core/base/errors.ts';
import type { FunctionPayload } from '../../core/base/payload.ts';
import { hashOf } from '../../core/base/shared-memory.ts';
import type { ResourceLimits } from '../../core/transport/transport.ts';
import { type StartMessage, WIRE_VERSION } from '../../core/wire/messages.ts';
import type { ArrayToPut } from './array-to-put.ts';

export interface Recipe {
  /** Of the wire between pools and workers: what is inside only means something to the same one. */
  readonly version: number;
  readonly fn: FunctionPayload;
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  /** Absent: the host's own workers will do. */
  readonly setup?: Setup | undefined;
}

/** What a pool asks of its workers: hosts keep workers of their own for each setup. */
export interface Setup {
  readonly initializer: StartMessage['initializer'];
  readonly classes: StartMessage['classes'];
  readonly maxTasksPerChild: number | undefined;
  readonly maxMemoryPerChild: number | undefined;
  readonly killGrace: number;
  readonly startTimeout: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly execArgv: readonly string[] | undefined;
  readonly resourceLimits: ResourceLimits | undefined;
}

/** A recipe as it is kept: `hash` is the SHA-256 of `bytes`, in hexadecimal. */
export interface PackedRecipe {
  readonly hash: string;
  readonly bytes: Uint8Array;
  /** The large arrays that its function has captured. Absent: none. */
  readonly arrays?: readonly ArrayToPut[];
}

export function packRecipe(recipe: Omit<Recipe, 'version'>): PackedRecipe {
  const bytes = serialize({ version: WIRE_VERSION, ...recipe });
  return { hash: hashOf(bytes), bytes };
}

/**
 * Reads `bytes`, but only if they are those that `hash` was made of.
 *
 * @throws ProtocolError if they are not, or come from another version of manyhands
 */
export function unpackRecipe({ hash, bytes }: PackedRecipe): Recipe {
  if (!isOfHash(hash, bytes)) {
    throw new ProtocolError(`what is stored as function ${hash} is something else`);
  }
  const recipe = deserialize(bytes) as Recipe; // signed for by its hash
  if (recipe.version === WIRE_VERSION) return recipe;
  throw new ProtocolError(
    `the submitter's manyhands speaks version ${recipe.version} of the wire, this host's ` +
      `version ${WIRE_VERSION}: install the same version on both`,
  );
}

/** Whether these are the bytes that `hash` was made of. */
export function isOfHash(hash: string, bytes: Uint8Array): boolean {
  return hashOf(bytes) === hash;
}

/** A name for a setup: the same for the same workers. */
export function hashSetup(setup: Setup): string {
  return hashOf(serialize(setup));
}
