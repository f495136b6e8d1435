/** One row, all its contestants in turn: A B C, A B C, … so that drift meets them all alike. */
import { timed } from '../clock.ts';
import type { Contestant } from '../contestant.ts';
import type { Figure, Row, Sizes } from '../row.ts';
import { measure } from './measure.ts';
import { median } from './statistics.ts';

export interface Score {
  readonly contestant: Contestant;
  readonly sizes: Sizes;
  /** One figure per run, in the row's unit. */
  readonly figures: readonly number[];
  /** The same without rehearsals, in the same turns; empty where the row asks for none. */
  readonly coldFigures: readonly number[];
  readonly peakBytes: number | undefined;
  /** Minor page faults of one run, where the row counts them. */
  readonly pageFaults?: number;
  /** Why there is no figure. */
  readonly absence?: string;
}

export interface Result {
  readonly row: Row;
  readonly scores: readonly Score[];
  /** How long all of it took. */
  readonly minutes: number;
}

/** A row that is through its runs before this takes more of them, if the rules want that. */
export const QUICK_ROW_MS = 20_000;

export interface Rules {
  readonly runs: number;
  /** Of rows that are through sooner than others. Default: as many. */
  readonly quickRuns?: number;
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
  readonly coldFigures: number[];
  readonly peaks: number[];
  readonly faults: number[];
  absence: string | undefined;
}

export async function runRow(
  row: Row,
  contestants: readonly Contestant[],
  rules: Rules,
): Promise<Result> {
  const startedAt = performance.now();
  const entries = contestants.map((contestant) => enter(row, contestant, rules));
  const runs = Math.min(rules.runs, row.mostRuns ?? Infinity);
  const isQuick = (): boolean =>
    row.mostRuns === undefined && performance.now() - startedAt < QUICK_ROW_MS;
  for (let run = 1; run <= runs || (run <= (rules.quickRuns ?? 0) && isQuick()); run += 1) {
    for (const entry of entries) {
      if (entry.absence !== undefined) continue;
      const [, ms] = await timed(() => runOnce(row, entry, rules));
      const turn = `${row.id} run ${run} ${entry.contestant.name}`;
      rules.onRun(`${turn}: ${progressOf(entry)} (${(ms / 1_000).toFixed(1)} s)`);
    }
  }
  return { row, scores: entries.map(score), minutes: (performance.now() - startedAt) / 60_000 };
}

function enter(row: Row, contestant: Contestant, rules: Rules): Entry {
  const own = rules.size === 'full' ? row.sizesFor?.[contestant.name] : undefined;
  const sizes = { ...(rules.size === 'full' ? row.sizes : row.tiny), ...own } as Sizes;
  return {
    contestant,
    sizes: rules.isCold && 'rehearsals' in sizes ? { ...sizes, rehearsals: 0 } : sizes,
    figures: [],
    coldFigures: [],
    peaks: [],
    faults: [],
    absence: contestant.missing?.(),
  };
}

async function runOnce(row: Row, entry: Entry, { timeBoxMs }: Rules): Promise<void> {
  const { contestant, sizes, figures, coldFigures, peaks, faults } = entry;
  const run = {
    trial: row.id,
    contestant,
    timeBoxMs: Math.max(timeBoxMs, row.timeBoxMs ?? 0),
    isOnOneCore: row.isOnOneCore === true,
  };
  const measurement = await measure({ ...run, sizes });
  if (!measurement.ok) {
    entry.absence = measurement.reason; // it will not be better the next time, only as long
    return;
  }
  const figure = measurement.value as number | Figure; // as `run` of the row gave it
  figures.push(valueOf(figure));
  if (typeof figure !== 'number') faults.push(figure.faults);
  if (measurement.peakBytes !== undefined) peaks.push(measurement.peakBytes);
  if (row.cold?.includes(contestant.name) !== true || sizes['rehearsals'] === 0) return;
  const cold = await measure({ ...run, sizes: { ...sizes, rehearsals: 0 } });
  if (cold.ok) coldFigures.push(valueOf(cold.value as number | Figure));
  else entry.absence = cold.reason;
}

function valueOf(figure: number | Figure): number {
  return typeof figure === 'number' ? figure : figure.value;
}

function progressOf({ absence, figures, coldFigures }: Entry): string {
  const cold = coldFigures.at(-1);
  const warm = String(Number(figures.at(-1)?.toPrecision(3)));
  return absence ?? (cold === undefined ? warm : `${warm}, cold ${Number(cold.toPrecision(3))}`);
}

function score({ contestant, sizes, figures, coldFigures, peaks, faults, absence }: Entry): Score {
  return {
    contestant,
    sizes,
    figures: absence === undefined ? figures : [],
    coldFigures: absence === undefined ? coldFigures : [],
    peakBytes: peaks.length === 0 ? undefined : median(peaks),
    ...(faults.length === 0 ? {} : { pageFaults: median(faults) }),
    ...(absence === undefined ? {} : { absence }),
  };
}
