/** The tables of how cost grows, and the law that each curve follows. */
import { OURS, contestantNamed } from '../contestants/all.ts';
import { measure } from '../harness/measure.ts';
import { fitExponent, type Point } from '../harness/statistics.ts';
import type { Rules } from '../harness/tournament.ts';
import { formatNumber } from '../report/number.ts';
import { markdownTable } from '../report/table.ts';
import { CURVES, type Curve } from './curves.ts';

const ROUNDS = 3;

/** Largest size of a run that only shows that everything works. */
const TINY_STEPS = 2;

export async function growthReport(rules: Rules): Promise<string> {
  const sections: string[] = [];
  for (const curve of CURVES) sections.push(await sectionOf(curve, rules));
  return ['## How cost grows', ...sections].join('\n\n');
}

async function sectionOf(curve: Curve, rules: Rules): Promise<string> {
  const lines = new Map<string, readonly Point[]>();
  for (const name of OURS) {
    const points = await measureCurve(curve, name, rules);
    rules.onRun(`${curve.id} ${name}: ${typeof points === 'string' ? points : lawOf(points)}`);
    if (typeof points === 'string') return `### ${curve.title}\n\n${name}: ${points}`;
    lines.set(name, points);
  }
  return [`### ${curve.title}`, tableOf(curve, lines), lawsOf(lines)].join('\n\n');
}

async function measureCurve(
  curve: Curve,
  name: string,
  { timeBoxMs, size }: Rules,
): Promise<readonly Point[] | string> {
  const { from, factor } = curve;
  const to = size === 'full' ? curve.to : from * factor ** TINY_STEPS;
  const measurement = await measure({
    trial: curve.id,
    contestant: contestantNamed(name),
    sizes: { from, to, factor, rounds: size === 'full' ? ROUNDS : 1 },
    timeBoxMs,
  });
  return measurement.ok ? (measurement.value as Point[]) : measurement.reason; // as `run` gave it
}

function tableOf({ unit }: Curve, lines: ReadonlyMap<string, readonly Point[]>): string {
  const [first] = [...lines.values()];
  const rows = (first ?? []).map(({ x }, i) => [
    formatNumber(x),
    ...[...lines.values()].flatMap((points) => {
      const y = points[i]?.y ?? Number.NaN;
      return [formatNumber(y), formatNumber((y / x) * 1_000)];
    }),
  ]);
  const heads = [...lines.keys()].flatMap((name) => [`${name}, ms`, 'µs each']);
  return markdownTable([unit, ...heads], rows);
}

function lawsOf(lines: ReadonlyMap<string, readonly Point[]>): string {
  return [...lines].map(([name, points]) => `${name}: ${lawOf(points)}.`).join(' ');
}

/** The upper half of the sizes tells: below it, what every call costs anyway hides the growth. */
function lawOf(points: readonly Point[]): string {
  const exponent = fitExponent(points.slice(Math.floor(points.length / 2)));
  return `~ n^${exponent.toFixed(2)}, ${wordFor(exponent)}`;
}

function wordFor(exponent: number): string {
  if (exponent < 0.15) return 'constant';
  if (exponent < 0.85) return 'less than linear';
  if (exponent < 1.15) return 'linear';
  return 'more than linear';
}
