/**
 * The checkpoint file: which records are done, so that the same command can continue.
 *
 *    manyhands-checkpoint 1 {"input":…}          what the run is (its fingerprint)
 *    5f1c2a07 {"done":[[0,512]],"output":20480,…}   a state: the last whole line counts
 *
 * Append-only. Each line begins with the checksum of what follows, so that a reader recognises a line that
 * a crash cut off, and drops it. A state is written only when the bytes that it counts are on the disk.
 */
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Range } from './done-ranges.ts';
import { BrokenRunError, describeSystemError, UsageError } from './failures.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { FormatterState } from './outputs/formatter.ts';
import { FileWriter } from './outputs/text-writer.ts';

export interface SavedState {
  readonly done: readonly Range[];
  readonly failed: number;
  readonly invalid: number;
  /** Lengths in bytes. What the files have beyond them is cut off. */
  readonly output: number;
  readonly errors: number;
  readonly joblog: number;
  /** Of the output's format. Existing checkpoints have it under this name. */
  readonly memory: FormatterState;
  /** All records are done; at most the output has still to be renamed into place. */
  readonly isComplete: boolean;
  /** Bytes of `output` that close it; a run that goes on with it cuts them off. */
  readonly ended?: number;
}

const MAGIC = 'manyhands-checkpoint 1 ';

export class Checkpoint {
  readonly path: string;
  readonly #file: FileWriter;

  private constructor(path: string, file: FileWriter) {
    this.path = path;
    this.#file = file;
  }

  /** The state of an earlier run of the same command, if there was one. @throws UsageError */
  static async open(
    path: string,
    fingerprint: Fingerprint,
  ): Promise<{ readonly checkpoint: Checkpoint; readonly state: SavedState | undefined }> {
    const found = parse(path, await read(path));
    if (found !== undefined) refuseChanges(path, found.fingerprint, fingerprint);
    const file = await FileWriter.open(path, found?.length ?? 0);
    const checkpoint = new Checkpoint(path, file);
    if (found === undefined) await checkpoint.#begin(fingerprint);
    return { checkpoint, state: found?.state };
  }

  async #begin(fingerprint: Fingerprint): Promise<void> {
    this.#file.append(`${MAGIC}${withChecksum(JSON.stringify(fingerprint))}`);
    try {
      await this.#file.sync();
    } catch (error) {
      await this.close(); // the disk is full, say
      throw error;
    }
  }

  async save(state: SavedState): Promise<void> {
    this.#file.append(withChecksum(JSON.stringify(state)));
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Reads the state without opening the file for writing: for `--dry-run`. @throws UsageError */
export async function peekCheckpoint(
  path: string,
  fingerprint: Fingerprint,
): Promise<SavedState | undefined> {
  const found = parse(path, await read(path));
  if (found !== undefined) refuseChanges(path, found.fingerprint, fingerprint);
  return found?.state;
}

interface Found {
  readonly fingerprint: Fingerprint;
  readonly state: SavedState | undefined;
  /** Length in bytes of the lines that are whole. */
  readonly length: number;
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw new BrokenRunError(describeSystemError(`cannot read the checkpoint ${path}`, error), {
      cause: error,
    });
  }
}

/** Undefined if the file is empty, or ends before its first line does. */
function parse(path: string, bytes: Buffer): Found | undefined {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\n');
  const head = end === -1 ? text : text.slice(0, end);
  if (!head.startsWith(MAGIC.slice(0, head.length))) {
    throw new UsageError(`${path} is no checkpoint of manyhands: it is left as it is`);
  }
  if (end === -1) return undefined;
  const fingerprint = checked(bytes.subarray(MAGIC.length, end));
  if (fingerprint === undefined) {
    throw new UsageError(`the checkpoint ${path} is damaged in its first line\n${startOver(path)}`);
  }
  return { fingerprint: fingerprint as Fingerprint, ...lastState(bytes, end + 1) }; // its checksum fits
}

function lastState(bytes: Buffer, start: number): Pick<Found, 'state' | 'length'> {
  let state: SavedState | undefined;
  let at = start;
  for (;;) {
    const end = bytes.indexOf(10, at);
    const found = end === -1 ? undefined : checked(bytes.subarray(at, end));
    if (found === undefined) return { state, length: at };
    state = found as SavedState; // its checksum fits: we wrote it
    at = end + 1;
  }
}

function withChecksum(json: string): string {
  return `${checksum(Buffer.from(json))} ${json}\n`;
}

function checked(line: Buffer): unknown {
  const json = line.subarray(9);
  if (line.subarray(0, 9).toString('latin1') !== `${checksum(json)} `) return undefined;
  return JSON.parse(json.toString()) as unknown;
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}

function refuseChanges(path: string, before: Fingerprint, now: Fingerprint): void {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const changed = [...names].filter((name) => before[name] !== now[name]);
  if (changed.length === 0) return;
  const changes = changed.map(
    (name) => `  ${name}: was ${before[name] ?? 'not given'}, is ${now[name] ?? 'not given'}`,
  );
  throw new UsageError(
    `the checkpoint ${path} belongs to another run; changed since then:\n${changes.join('\n')}\n${startOver(path)}`,
  );
}

function startOver(path: string): string {
  return `  → to start over, remove ${path}`;
}
