/** Which targets of a row are reached. */
import type { Contestant } from '../contestant.ts';
import type { Result, Score } from '../harness/tournament.ts';
import { median, medianRatio } from '../harness/statistics.ts';
import type { Row, Target } from '../row.ts';
import { formatNumber } from './number.ts';

export interface Verdict {
  readonly row: Row;
  readonly target: Target;
  /** What was measured: a ratio to `against`, or our figure itself. */
  readonly value: number;
  readonly isReached: boolean;
  /** How many times over the target is met; below 1 it is missed. */
  readonly margin: number;
  readonly text: string;
}

/** Leaves out targets whose contestants did not take part. */
export function judge(result: Result): Verdict[] {
  return result.row.targets.flatMap((target) => {
    const ours = result.scores.find(({ contestant }) => isMeant(target, contestant));
    const theirs = opponentOf(result, target);
    if (ours === undefined || theirs === 'absent') return [];
    if ([ours, theirs].some((each) => each !== 'none' && figuresOf(each, target).length === 0)) {
      return [];
    }
    return [verdict(result.row, target, ours, theirs)];
  });
}

function isMeant({ who, kind }: Target, { name, side, kind: its }: Contestant): boolean {
  return who === undefined ? side === 'ours' && its === kind : name === who;
}

function figuresOf({ figures, coldFigures }: Score, { isCold }: Target): readonly number[] {
  return isCold === true ? coldFigures : figures;
}

function opponentOf(result: Result, { against, kind }: Target): Score | 'none' | 'absent' {
  if (against === undefined) return 'none';
  if (against === 'best peer') return bestPeer(result, kind) ?? 'absent';
  return present(result).find(({ contestant }) => contestant.name === against) ?? 'absent';
}

/** The best by its median, so that one lucky run of one peer does not make it the best. */
function bestPeer(result: Result, kind: Target['kind']): Score | undefined {
  const better = result.row.better === 'higher' ? 1 : -1;
  return present(result)
    .filter(({ contestant }) => contestant.side === 'peer' && contestant.kind === kind)
    .toSorted((a, b) => better * (median(b.figures) - median(a.figures)))[0];
}

function present({ scores }: Result): Score[] {
  return scores.filter(({ figures }) => figures.length > 0);
}

function verdict(row: Row, target: Target, ours: Score, theirs: Score | 'none'): Verdict {
  const figures = figuresOf(ours, target);
  const value =
    theirs === 'none' ? median(figures) : medianRatio(figures, figuresOf(theirs, target));
  const margin = row.better === 'higher' ? value / target.limit : target.limit / value;
  const isReached = margin >= 1;
  return { row, target, value, isReached, margin, text: textOf(row, target, theirs, value) };
}

function textOf(
  row: Row,
  { kind, who = kind, limit, isCold }: Target,
  theirs: Score | 'none',
  value: number,
): string {
  const sign = row.better === 'higher' ? '≥' : '≤';
  const what = theirs === 'none' ? row.unit : `× ${theirs.contestant.name}`;
  return `${who}${isCold === true ? ', cold' : ''}: ${formatNumber(value)} ${what} (wanted: ${sign} ${formatNumber(limit)})`;
}
