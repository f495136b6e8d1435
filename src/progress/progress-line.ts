/** Makes one line of text from counts. It neither writes to a stream nor reads a clock. */
import {
  formatCount,
  formatDuration,
  formatMemory,
  formatRate,
  formatTime,
  remainingMs,
} from './format.ts';

/**
 * How far a run has come, in items. What is left out of an update stays as it was.
 *
 * @example
 * const counts: ProgressCounts = { done: 1, total: 2 };
 * using bar = progressBar();
 * bar.update(counts);
 */
export interface ProgressCounts {
  readonly done: number;
  /** All items, where that is known. */
  readonly total?: number | undefined;
  /** Workers that have something to do. */
  readonly busy?: number | undefined;
  /** All workers there are. */
  readonly workers?: number | undefined;
  /** How long half of the tasks take at most, in ms. */
  readonly p50?: number | undefined;
  /** Of all workers, in bytes. */
  readonly memory?: number | undefined;
  /** Items that failed. */
  readonly failed?: number | undefined;
}

export interface LineState extends ProgressCounts {
  readonly label: string;
  readonly perSecond: number | undefined;
  readonly elapsedMs: number;
  /** The last line says how long it took instead of how long it will take. */
  readonly isFinal: boolean;
}

/** More cells show nothing more; with fewer than the minimum no progress can be seen. */
const MAX_BAR_CELLS = 30;
const MIN_BAR_CELLS = 5;

/** A line with a bar, at most `columns` wide: first the bar shrinks and goes, then the least useful parts go. */
export function barLine(state: LineState, columns: number): string {
  const width = Math.max(1, columns);
  const parts = partsOf(state);
  while (parts.length > 1 && joined(parts).length > width) parts.pop();
  const text = joined(parts);
  const percent = percentOf(state);
  if (percent === undefined) return text.slice(0, width);
  const cells = Math.min(MAX_BAR_CELLS, width - text.length - ' 100% '.length);
  if (cells < MIN_BAR_CELLS) return text.slice(0, width);
  const full = Math.floor((cells * percent) / 100);
  const bar = '█'.repeat(full) + '░'.repeat(cells - full);
  return `${bar} ${String(percent).padStart(3)}% ${text}`;
}

/** A line for logs: no bar, but all parts. */
export function plainLine(state: LineState): string {
  const percent = percentOf(state);
  const parts = partsOf(state);
  return joined(percent === undefined ? parts : [...parts, `${percent}%`]);
}

/** The most useful first. */
function partsOf(state: LineState): string[] {
  const { done, total, failed = 0, label } = state;
  const name = label === '' ? '' : `${label} `;
  const of = total === undefined ? '' : `/${formatCount(total)}`;
  return [
    `${name}${formatCount(done)}${of}`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...timeOf(state),
    ...(state.perSecond === undefined ? [] : [formatRate(state.perSecond)]),
    ...(state.isFinal ? [] : workersOf(state)),
    ...(state.p50 === undefined ? [] : [`p50 ${formatTime(state.p50)}`]),
    ...(state.memory === undefined || state.isFinal ? [] : [formatMemory(state.memory)]),
  ];
}

function workersOf({ busy, workers }: LineState): string[] {
  if (busy === undefined) return workers === undefined ? [] : [`${formatCount(workers)} workers`];
  const of = workers === undefined ? '' : ` of ${formatCount(workers)}`;
  return [`${formatCount(busy)}${of} busy`];
}

function timeOf({ done, total, perSecond, elapsedMs, isFinal }: LineState): string[] {
  if (isFinal) return [`in ${formatDuration(elapsedMs)}`];
  if (total === undefined) return [formatDuration(elapsedMs)];
  const leftMs = remainingMs(total - done, perSecond);
  return leftMs === undefined ? [] : [`ETA ${formatDuration(leftMs)}`];
}

/** Rounded down, so that the line shows 100 % only when everything is done. */
function percentOf({ done, total }: LineState): number | undefined {
  if (total === undefined) return undefined;
  return total === 0 ? 100 : Math.min(100, Math.floor((done / total) * 100));
}

function joined(parts: readonly string[]): string {
  return parts.join(' · ');
}
