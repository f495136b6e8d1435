/** What it costs to look at a pool: nothing, the dashboard without a page and with one, a trace, OpenTelemetry. */
import { warmUp } from '../../contestant.ts';
import { contestantNamed, OURS } from '../../contestants/all.ts';
import { measure } from '../../harness/measure.ts';
import type { Interval } from '../../harness/statistics.ts';
import type { Rules } from '../../harness/tournament.ts';
import { markdownTable } from '../../report/table.ts';
import type { Stage } from '../../row.ts';
import { type Cost, compare } from './blocks.ts';
import { LISTENING, WATCHING } from './ways.ts';
import { WORKS } from './works.ts';

const FULL = { rounds: 12, blockMs: 1000, rehearsalMs: 100 };
const TINY = { rounds: 1, blockMs: 1, rehearsalMs: 1 };

/** One work, `sizes.work`, in a process of its own. */
export const observingCost = {
  id: 'observing',
  async run({ open, sizes }: Stage): Promise<Cost[]> {
    const { work: at = 0, listening = 0, ...given } = sizes;
    const work = WORKS[at];
    if (work === undefined) throw new Error(`there is no work ${at}`);
    const crew = await open({ workers: 2 });
    await warmUp(crew);
    return await compare(crew, work, { ...FULL, ...given, ways: listening ? LISTENING : WATCHING });
  },
};

export async function observingReport({ timeBoxMs, size, onRun }: Rules): Promise<string> {
  const plan = size === 'full' ? FULL : TINY;
  const rows: string[][] = [];
  for (const name of OURS) {
    for (const [work, { title }] of WORKS.entries()) {
      const contestant = contestantNamed(name);
      const sizes = { ...plan, work };
      const run = { trial: 'observing', contestant, sizes, timeBoxMs: timeBoxMs * 10 };
      const measured = await measure(run);
      if (!measured.ok) return `## The cost of looking\n\n${name}: ${measured.reason}`;
      const costs = measured.value as Cost[]; // as `run` gave it
      const cells = costs.slice(1).map(({ ratio }) => inPercent(ratio));
      rows.push([`${name}, ${title}`, `${(costs[0]?.cpu ?? 0).toFixed(2)} µs`, ...cells]);
      onRun(`observing ${rows.at(-1)?.join(' · ')}`);
    }
  }
  const table = markdownTable(
    ['', 'an item', ...WATCHING.slice(1).map(({ title }) => title)],
    rows,
  );
  return `## The cost of looking\n\n${HOW}\n\n${table}`;
}

const HOW =
  'What is added to the processor time of a program with tiny tasks and its workers, for an item: the median over rounds in ' +
  'which all ways follow one another in one program, a second each, and where it lies with 95 % (bootstrap). “nothing again” is ' +
  'compared with “nothing”: what the measurement cannot see.';

function inPercent({ middle, from, to }: Interval): string {
  return `${percent(middle)} (${percent(from)} … ${percent(to)})`;
}

function percent(ratio: number): string {
  const value = (ratio - 1) * 100;
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(1)} %`;
}
