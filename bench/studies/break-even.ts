/** From which task time on a pool beats the plain loop: measured in one process, side by side. */
import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { mapWith, warmUp } from '../contestant.ts';
import { contestantNamed, OURS } from '../contestants/all.ts';
import { measure } from '../harness/measure.ts';
import { crossing, median, type Point } from '../harness/statistics.ts';
import type { Rules } from '../harness/tournament.ts';
import { formatNumber } from '../report/number.ts';
import { markdownTable } from '../report/table.ts';
import type { Stage } from '../row.ts';
import { spin } from '../tasks.ts';

const TASK_MICROSECONDS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const ROUNDS = 3;

/** Pool's time divided by the loop's at each task time, in microseconds. */
interface Curves {
  readonly running: readonly Point[];
  readonly started: readonly Point[];
}

/** The same work on a pool. */
type Pooled = (work: readonly number[]) => PromiseLike<readonly unknown[]>;

export const breakEven = {
  id: 'break-even',
  async run({ open, openOwn, sizes }: Stage): Promise<Curves> {
    const crew = await open({ workers: 2 });
    await warmUp(crew);
    const items = sizes['items'] ?? 0;
    const running = await curveTo1(items, (work) => mapWith(crew, 'spin', work));
    const started = await curveTo1(items, async (work) => {
      await using own = await openOwn({ workers: 2 });
      return await mapWith(own, 'spin', work);
    });
    return { running, started };
  },
};

export async function breakEvenReport({ timeBoxMs, size, onRun }: Rules): Promise<string> {
  const items = size === 'full' ? 1_000 : 20;
  const rows: string[][] = [];
  for (const name of OURS) {
    const contestant = contestantNamed(name);
    const measured = await measure({
      trial: 'break-even',
      contestant,
      sizes: { items },
      timeBoxMs,
    });
    const row = measured.ok ? timesOf(measured.value as Curves) : [measured.reason, '']; // as `run` gave it
    onRun(`break-even ${name}: ${row.join(' ')}`);
    rows.push([name, ...row]);
  }
  return [
    '## Break-even',
    `How long a task must last for a \`map\` over ${formatNumber(items)} of them to beat the plain loop:`,
    markdownTable(['', 'pool already running', 'pool started and ended for it'], rows),
  ].join('\n\n');
}

function timesOf({ running, started }: Curves): string[] {
  return [running, started].map((points) => {
    const from = crossing(points);
    return from === undefined ? 'not up to 1,000 µs' : `${formatNumber(from)} µs`;
  });
}

/** Up to the first task time at which the pool is faster: what comes after it is not asked. */
async function curveTo1(items: number, pooled: Pooled): Promise<Point[]> {
  const points: Point[] = [];
  for (const x of TASK_MICROSECONDS) {
    const work = new Array<number>(items).fill(x / 1_000);
    const y = await medianOf(() => againstLoop(work, pooled));
    points.push({ x, y });
    if (y < 1) break;
  }
  return points;
}

async function medianOf(cost: () => Promise<number>): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) costs.push(await cost());
  return median(costs);
}

/** The pool's time divided by the loop's. */
async function againstLoop(work: readonly number[], pooled: Pooled): Promise<number> {
  const [, alone] = await timed(() => work.map(spin));
  const [answers, together] = await timed(() => pooled(work));
  check(answers.length === work.length, 'length');
  return together / alone;
}
