/** Opens and closes the files a run writes: new, or continued where an earlier run stopped. */
import { existsSync } from 'node:fs';
import { Checkpoint, type SavedState } from './checkpoint.ts';
import { UsageError } from './failures.ts';
import type { Fingerprint } from './fingerprint.ts';
import { forgetFailed } from './resume-failed.ts';
import {
  FileWriter,
  renameInto,
  type TextWriter,
  sizeOf,
  StandardWriter,
} from './outputs/text-writer.ts';
import { isStream, realTarget, standardOf } from './outputs/target.ts';
import { type MapSettings, partOf } from './settings.ts';

export interface RunFiles {
  readonly output: TextWriter;
  readonly errors: TextWriter | undefined;
  readonly joblog: TextWriter | undefined;
  readonly checkpoint: Checkpoint | undefined;
  readonly state: SavedState | undefined;
}

/** @throws UsageError if the files do not fit the checkpoint · BrokenRunError if one cannot be opened. */
export async function openRunFiles(
  settings: MapSettings,
  fingerprint: Fingerprint,
): Promise<RunFiles> {
  const opened: Closable[] = [];
  try {
    return await openAll(settings, fingerprint, opened);
  } catch (error) {
    for (const one of opened) await one.close();
    throw error;
  }
}

interface Closable {
  close(): Promise<void>;
}

/** Puts each file into `opened` as soon as it is open. */
async function openAll(
  settings: MapSettings,
  fingerprint: Fingerprint,
  opened: Closable[],
): Promise<RunFiles> {
  const keep = async (opening: Promise<TextWriter>): Promise<TextWriter> => {
    const writer = await opening;
    opened.push(writer);
    return writer;
  };
  const open = async (path: string | undefined, length = 0): Promise<TextWriter | undefined> =>
    path === undefined
      ? undefined
      : (openStandard(path) ?? (await keep(FileWriter.open(path, length))));
  const { checkpoint, state: saved } = await openCheckpoint(settings, fingerprint);
  if (checkpoint !== undefined) opened.push(checkpoint);
  const isAgain = settings.resumeFailed === true && checkpoint !== undefined && saved !== undefined;
  const state = isAgain ? await forgetFailed(settings, checkpoint, saved) : saved;
  if (state?.isComplete === true) return { ...CLOSED, checkpoint, state };
  if (state !== undefined) await checkLengths(settings, state);
  return {
    output: await openOutput(settings, state, keep),
    errors: await open(settings.errors, state?.errors),
    joblog: await open(settings.joblog, state?.joblog),
    checkpoint,
    state,
  };
}

export async function closeRunFiles(files: RunFiles): Promise<void> {
  for (const one of [files.output, files.errors, files.joblog, files.checkpoint]) {
    await one?.close();
  }
}

/** Renames the output of a complete run into place, unless an earlier call did. */
export async function publish({ output, outputFormat }: MapSettings): Promise<void> {
  if (output === undefined || outputFormat === 'none' || isStream(output)) return;
  const part = partOf(output);
  if (existsSync(part)) await renameInto(part, realTarget(output));
}

async function openCheckpoint(
  { checkpoint }: MapSettings,
  fingerprint: Fingerprint,
): Promise<Pick<RunFiles, 'checkpoint' | 'state'>> {
  if (checkpoint === undefined) return { checkpoint: undefined, state: undefined };
  return await Checkpoint.open(checkpoint, fingerprint);
}

async function openOutput(
  { output, outputFormat }: MapSettings,
  state: SavedState | undefined,
  opened: (writer: Promise<TextWriter>) => Promise<TextWriter>,
): Promise<TextWriter> {
  if (outputFormat === 'none') return new NullWriter();
  if (output === undefined) return new StandardWriter('stdout');
  const standard = openStandard(output);
  if (standard !== undefined) return standard;
  if (isStream(output)) return await opened(FileWriter.open(output, 0));
  return await opened(FileWriter.openPart(partOf(output), state?.output ?? 0, realTarget(output)));
}

function openStandard(path: string): TextWriter | undefined {
  const name = standardOf(path);
  return name === undefined ? undefined : new StandardWriter(name);
}

async function checkLengths(settings: MapSettings, state: SavedState): Promise<void> {
  const { output, errors, joblog } = settings;
  const expected: [string | undefined, number][] = [
    [output === undefined ? undefined : partOf(output), state.output],
    [errors, state.errors],
    [joblog, state.joblog],
  ];
  for (const [path, length] of expected) {
    if (path === undefined || length === 0 || isStream(path)) continue;
    const size = await sizeOf(path);
    if (size !== undefined && size >= length) continue;
    throw new UsageError(
      `${path} ${size === undefined ? 'is gone' : `has ${size} bytes`}, but the checkpoint counts on ${length} bytes of it\n` +
        `  → to start over, remove ${settings.checkpoint ?? 'the checkpoint'}`,
    );
  }
}

/** Writes nothing: for `--output-format none`, and for a run that is complete already. */
class NullWriter implements TextWriter {
  readonly length = 0;
  readonly isFull = false;
  append(): void {}
  async flush(): Promise<void> {}
  async sync(): Promise<void> {}
  async close(): Promise<void> {}
}

const CLOSED = { output: new NullWriter(), errors: undefined, joblog: undefined };
