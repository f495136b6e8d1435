/** The plot beside the tables: a bar per target, how many times over it is met, on a log scale. */
import type { Verdict } from './judgement.ts';
import { formatNumber } from './number.ts';

const ROW = 22;
const LABEL = 330;
const WIDTH = 860;
const TOP = 34;

/** The scale ends here: whoever is 100 times over a target needs no longer bar. */
const MOST = 100;
const LEAST = 0.1;

export function plotOf(verdicts: readonly Verdict[]): string {
  const height = TOP + verdicts.length * ROW + 10;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="10" y="18" font-weight="bold">How many times over each target is met (right of the line: reached)</text>`,
    ...[0.1, 1, 10, 100].map((tick) => tickAt(tick, height)),
    ...verdicts.map(barOf),
    '</svg>',
  ].join('\n')}\n`;
}

function tickAt(value: number, height: number): string {
  const x = place(value);
  const colour = value === 1 ? '#333' : '#ddd';
  return `<path d="M${x} ${TOP - 6}V${height - 8}" stroke="${colour}"/><text x="${x + 3}" y="${TOP - 2}" fill="#777" font-size="10">${value} ×</text>`;
}

function barOf({ row, target, margin, isReached }: Verdict, index: number): string {
  const y = TOP + index * ROW;
  const [from, to] = [place(1), place(margin)].toSorted((a, b) => a - b) as [number, number]; // two in, two out
  const label = `${row.id} ${target.kind}${target.isCold === true ? ', cold' : ''}${target.against === undefined ? '' : `, against ${target.against}`}`;
  return [
    `<text x="${LABEL - 10}" y="${y + 15}" text-anchor="end">${label}</text>`,
    `<rect x="${from}" y="${y + 3}" width="${Math.max(1, to - from)}" height="${ROW - 6}" fill="${isReached ? '#2e7d32' : '#c62828'}"/>`,
    `<text x="${to + 5}" y="${y + 15}" fill="#333">${formatNumber(margin)}</text>`,
  ].join('\n');
}

function place(value: number): number {
  const share = Math.log(value / LEAST) / Math.log(MOST / LEAST);
  return Math.round(LABEL + Math.min(1, Math.max(0, share)) * (WIDTH - LABEL - 50));
}
