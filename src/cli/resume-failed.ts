/**
 * `--resume-failed`: what the errors file of the run before has is not done any more, and everything else of that run stays.
 * The checkpoint says so before anything is cut off, so that this can be interrupted as well.
 */
import { constants, existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import type { Checkpoint, SavedState } from './checkpoint.ts';
import { without } from './done-ranges.ts';
import { describeSystemError, UsageError } from './failures.ts';
import { realTarget } from './outputs/target.ts';
import { type MapSettings, partOf } from './settings.ts';

/** @throws UsageError if the errors file is not what the checkpoint says */
export async function forgetFailed(
  settings: MapSettings,
  checkpoint: Checkpoint,
  state: SavedState,
): Promise<SavedState> {
  const positions = await failedIn(settings.errors ?? '', state.errors);
  if (positions.size === 0) return state;
  if (state.isComplete) await takeBack(settings);
  const forgotten: SavedState = {
    ...state,
    done: without(state.done, positions),
    failed: 0,
    invalid: 0,
    errors: 0,
    output: state.output - (state.ended ?? 0),
    ended: 0,
    isComplete: false,
  };
  await checkpoint.save(forgotten);
  return forgotten;
}

async function failedIn(path: string, length: number): Promise<ReadonlySet<number>> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UsageError(describeSystemError(`cannot read ${path}, for --resume-failed`, error));
  });
  const lines = bytes.subarray(0, length).toString().split('\n').filter(Boolean);
  return new Set(lines.map((line) => positionIn(line, path)));
}

function positionIn(line: string, path: string): number {
  try {
    const { position } = JSON.parse(line) as { readonly position?: unknown };
    if (Number.isSafeInteger(position)) return position as number;
  } catch {
    // said below
  }
  throw new UsageError(`${path} has a line that is no failure of a run: ${line.slice(0, 60)}`);
}

/** A complete output goes on as a part: a copy, so that the output stays as it is until there is a better one. */
async function takeBack({ output, outputFormat }: MapSettings): Promise<void> {
  if (output === undefined || outputFormat === 'none' || existsSync(partOf(output))) return;
  await copyFile(realTarget(output), partOf(output), constants.COPYFILE_EXCL).catch(
    (error: unknown) => {
      throw new UsageError(
        describeSystemError(`cannot copy ${output}, for --resume-failed`, error),
      );
    },
  );
}
