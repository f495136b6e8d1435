/** The fingerprint of a run: what must be the same to continue it, each part under a name for the error message. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { PlannedInput } from './inputs/plan-inputs.ts';
import { type ModuleSpec, readModule } from './module-spec.ts';

export type Fingerprint = Readonly<Record<string, string>>;

export interface FingerprintParts {
  readonly spec: ModuleSpec;
  readonly inputs: readonly PlannedInput[];
  /** Options that change what is written. */
  readonly options: Readonly<Record<string, string>>;
}

export function takeFingerprint({ spec, inputs, options }: FingerprintParts): Fingerprint {
  const entries = inputs.map((input, index): [string, string] => [
    inputs.length === 1 ? 'input' : `input ${index + 1}`,
    describeContent(input),
  ]);
  return {
    function: `${spec.path}#${spec.exportName}, sha256 ${hash(readModule(spec))}`,
    ...Object.fromEntries(entries),
    ...options,
  };
}

/** Size, time and both ends of the file: to read gigabytes would cost more than resuming saves. */
function describeContent({ argument, format }: PlannedInput): string {
  const path = argument.startsWith('@') && format === 'files' ? argument.slice(1) : argument;
  const stats = argument === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return `${argument} as ${format ?? 'text'}`;
  const ends = hash(readEnds(path, stats.size));
  const modified = new Date(stats.mtimeMs).toISOString();
  return `${argument} as ${format ?? 'text'}, ${stats.size} bytes of ${modified}, ends ${ends}`;
}

const END_BYTES = 64 * 1024;

function readEnds(path: string, size: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const ends = Buffer.alloc(2 * END_BYTES);
    const first = readSync(file, ends, 0, END_BYTES, 0);
    const last = readSync(file, ends, first, END_BYTES, Math.max(first, size - END_BYTES));
    return ends.subarray(0, first + last);
  } finally {
    closeSync(file);
  }
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
