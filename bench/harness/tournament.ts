/** One row, all its contestants in turn: A B C, A B C, … so that drift meets them all alike. */
import { timed } from '../clock.ts';
import type { Contestant } from '../contestant.ts';
import type { Row, Sizes } from '../row.ts';
import { measure } from './measure.ts';
import { median } from './statistics.ts';

export interface Score {
  readonly contestant: Contestant;
  readonly sizes: Sizes;
  /** One figure per run, in the row's unit. */
  readonly figures: readonly number[];
  readonly peakBytes: number | undefined;
  /** Why there is no figure. */
  readonly absence?: string;
}

export interface Result {
  readonly row: Row;
  readonly scores: readonly Score[];
}

export interface Rules {
  readonly runs: number;
  readonly timeBoxMs: number;
  readonly size: 'full' | 'tiny';
  readonly isCold: boolean;
  readonly onRun: (line: string) => void;
}

/** What one contestant has gathered so far. */
interface Entry {
  readonly contestant: Contestant;
  readonly sizes: Sizes;
  readonly figures: number[];
  readonly peaks: number[];
  absence: string | undefined;
}

export async function runRow(
  row: Row,
  contestants: readonly Contestant[],
  rules: Rules,
): Promise<Result> {
  const entries = contestants.map((contestant) => enter(row, contestant, rules));
  for (let run = 1; run <= rules.runs; run += 1) {
    for (const entry of entries) {
      if (entry.absence !== undefined) continue;
      const [, ms] = await timed(() => runOnce(row, entry, rules));
      const turn = `${row.id} run ${run}/${rules.runs} ${entry.contestant.name}`;
      rules.onRun(`${turn}: ${progressOf(entry)} (${(ms / 1_000).toFixed(1)} s)`);
    }
  }
  return { row, scores: entries.map(score) };
}

function enter(row: Row, contestant: Contestant, rules: Rules): Entry {
  const own = rules.size === 'full' ? row.sizesFor?.[contestant.name] : undefined;
  const sizes = { ...(rules.size === 'full' ? row.sizes : row.tiny), ...own } as Sizes;
  return {
    contestant,
    sizes: rules.isCold && 'rehearsals' in sizes ? { ...sizes, rehearsals: 0 } : sizes,
    figures: [],
    peaks: [],
    absence: contestant.missing?.(),
  };
}

async function runOnce(row: Row, entry: Entry, { timeBoxMs }: Rules): Promise<void> {
  const { contestant, sizes } = entry;
  const measurement = await measure({ trial: row.id, contestant, sizes, timeBoxMs });
  if (!measurement.ok) {
    entry.absence = measurement.reason; // it will not be better the next time, only as long
    return;
  }
  entry.figures.push(Number(measurement.value));
  if (measurement.peakBytes !== undefined) entry.peaks.push(measurement.peakBytes);
}

function progressOf({ absence, figures }: Entry): string {
  return absence ?? String(Number(figures.at(-1)?.toPrecision(3)));
}

function score({ contestant, sizes, figures, peaks, absence }: Entry): Score {
  return {
    contestant,
    sizes,
    figures: absence === undefined ? figures : [],
    peakBytes: peaks.length === 0 ? undefined : median(peaks),
    ...(absence === undefined ? {} : { absence }),
  };
}
