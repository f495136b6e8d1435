/** Markdown that can also be read as it is, in a terminal. */
import type { Result, Score } from '../harness/tournament.ts';
import { median, medianRatio } from '../harness/statistics.ts';
import { judge, type Verdict } from './judgement.ts';
import { formatNumber } from './number.ts';

/** First column to the left, all others to the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((title, i) =>
    Math.max(3, title.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => pad(cells[i] ?? '', width, i)).join(' | ')} |`;
  const rule = widths.map((width, i) =>
    i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Everything about one row: figures, targets, what to know. */
export function rowSection(result: Result): string {
  const { row } = result;
  const parts = [`### ${row.id}: ${row.title}`, `${row.unit}, ${row.better} is better.`];
  if (row.note !== undefined) parts.push(row.note);
  parts.push(figuresTable(result), verdictLines(judge(result)));
  return parts.filter((part) => part !== '').join('\n\n');
}

function figuresTable(result: Result): string {
  const ours = result.scores.filter(({ contestant }) => contestant.side === 'ours');
  const head = ['', 'size', 'median', 'least', 'most', 'memory, MB'];
  const ratios = ours.map(({ contestant }) => `${contestant.kind} ÷ it`);
  const more = columnsOf(result.scores, ours);
  const rows = result.scores.map((score) => [
    ...figuresOf(score),
    ...ratiosTo(score, ours),
    ...more.map(({ cell }) => cell(score)),
  ]);
  return markdownTable([...head, ...ratios, ...more.map(({ title }) => title)], rows);
}

interface Column {
  readonly title: string;
  cell(score: Score): string;
}

/** What only some rows have. */
function columnsOf(scores: readonly Score[], ours: readonly Score[]): Column[] {
  const columns: Column[] = [];
  if (scores.some(({ pageFaults }) => pageFaults !== undefined)) {
    columns.push({ title: 'page faults', cell: (score) => countOf(score.pageFaults) });
  }
  if (scores.every(({ coldFigures }) => coldFigures.length === 0)) return columns;
  columns.push({ title: 'cold', cell: (score) => formatNumber(median(score.coldFigures)) });
  for (const our of ours) {
    const cell = (score: Score): string =>
      our === score ? '1' : formatNumber(medianRatio(our.coldFigures, score.coldFigures));
    columns.push({ title: `cold: ${our.contestant.kind} ÷ it`, cell });
  }
  return columns;
}

function countOf(count: number | undefined): string {
  return count === undefined ? '–' : formatNumber(count);
}

function figuresOf({ contestant, sizes, figures, peakBytes, absence }: Score): string[] {
  if (absence !== undefined) return [contestant.name, '', absence, '', '', ''];
  const [size] = Object.values(sizes);
  return [
    contestant.name,
    formatNumber(size ?? Number.NaN),
    formatNumber(median(figures)),
    formatNumber(Math.min(...figures)),
    formatNumber(Math.max(...figures)),
    peakBytes === undefined ? '–' : formatNumber(Math.round(peakBytes / 1e6)),
  ];
}

function ratiosTo(score: Score, ours: readonly Score[]): string[] {
  return ours.map((our) =>
    our === score ? '1' : formatNumber(medianRatio(our.figures, score.figures)),
  );
}

function verdictLines(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ text, isReached }) => `- ${isReached ? '✓' : '✗'} ${text}`).join('\n');
}

function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}
