/** One row of the table: a piece of work, who does it, and what is to be reached. */
import type { Contestant, Crew, CrewOptions, Kind, Open } from './contestant.ts';

export type Sizes = Readonly<Record<string, number>>;

export interface Target {
  /** Which of ours is meant. */
  readonly kind: Extract<Kind, 'processes' | 'threads'>;
  /** … or another contestant, by its name. */
  readonly who?: string;
  /** Ours divided by theirs counts, a contestant's or the 'best peer'; without it, our figure. */
  readonly against?: string;
  /** At most this where lower is better, at least this where higher is. */
  readonly limit: number;
  /** Meant are the cold runs. */
  readonly isCold?: true;
}

/** What a run has measured, where memory decides. */
export interface Figure {
  /** In the row's unit. */
  readonly value: number;
  /** Minor page faults of the program and its workers meanwhile. */
  readonly faults: number;
}

export interface Row<S extends Sizes = Sizes> {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly contestants: readonly string[];
  readonly sizes: S;
  /** So small that the row runs as a test of the bench itself. */
  readonly tiny: S;
  /** Less for those that would take minutes; the unit must be one that makes it comparable. */
  readonly sizesFor?: Readonly<Record<string, Partial<S>>>;
  /** Who also runs without rehearsals: the first call of a program, each time in a fresh one. */
  readonly cold?: readonly string[];
  /** `'more'`: of the second table, `npm run bench -- more`; `'by name'`: of none, it takes minutes. Default: of the first. */
  readonly table?: 'more' | 'by name';
  /** What it measures does not vary: more runs than this would tell nothing. */
  readonly mostRuns?: number;
  /** The program and its workers share one core; Linux only (`taskset`). */
  readonly isOnOneCore?: true;
  readonly targets: readonly Target[];
  /** It takes longer than others: no run is given up before that. */
  readonly timeBoxMs?: number;
  /** What a reader must know to judge the figures. */
  readonly note?: string;
  /** Runs in a fresh process; gives the figure in `unit`, throws if the answer is wrong. */
  run(stage: Stage<S>): Promise<number | Figure>;
}

/** What a row finds when its process has started. */
export interface Stage<S extends Sizes = Sizes> {
  readonly contestant: Contestant;
  readonly sizes: S;
  /** A pool that stays open until memory has been read, and is closed for the row. */
  open(options: CrewOptions): Promise<Crew>;
  /** A pool that the row closes itself. */
  readonly openOwn: Open;
}

/** For what has no compiler to get going: one rehearsal touches its memory, more would change nothing. */
export const INTERPRETED = { rehearsals: 1 };

/** Keeps the type of the sizes in `run` and forgets it outside, where rows stand in one list. */
export function defineRow<S extends Sizes>(row: Row<S>): Row {
  return row; // the harness hands `run` only sizes made from `row.sizes`
}
