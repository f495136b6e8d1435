/** How long lists of values of many kinds take there and back, beside the same by hand: the list in eight pieces, and structured clone. */
import { isByHand, mapByHand } from '../by-hand.ts';
import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { mapWith, warmUp } from '../contestant.ts';
import { contestantNamed } from '../contestants/all.ts';
import { measure } from '../harness/measure.ts';
import { median } from '../harness/statistics.ts';
import type { Rules } from '../harness/tournament.ts';
import { formatNumber } from '../report/number.ts';
import { markdownTable } from '../report/table.ts';
import type { Stage } from '../row.ts';
import { VALUE_KINDS } from '../workloads/values.ts';

const ROUNDS = { full: 7, tiny: 2 };
const TINY_COUNT = 40;

/** Ours, and what it is compared with. */
const PAIRS = [
  ['manyhands-processes', 'raw-fork'],
  ['manyhands-threads', 'raw-worker'],
] as const;

/** Milliseconds: of the first call, and of later ones. */
interface Times {
  readonly first: number;
  readonly later: number;
}

/** One kind of values, `sizes.kind`, in a process of its own. */
export const valuesStudy = {
  id: 'values',
  async run({ contestant, open, sizes }: Stage): Promise<Times> {
    const { kind: at = 0, rounds = 2, count = 0 } = sizes;
    const kind = VALUE_KINDS[at];
    if (kind === undefined) throw new Error(`there is no kind ${at}`);
    const crew = await open({ workers: 2, binary: true });
    await warmUp(crew);
    const values = Array.from({ length: count }, (_, i) => kind.make(i));
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [echoes, ms] = await timed(() =>
        isByHand(contestant) ? mapByHand(crew, 'echo', values) : mapWith(crew, 'echo', values),
      );
      check(echoes.length === values.length, 'length');
      times.push(ms);
    }
    return { first: times[0] ?? 0, later: median(times.slice(1)) };
  },
};

export async function valuesReport(rules: Rules): Promise<string> {
  const rows: string[][] = [];
  for (const [at, { title, count }] of VALUE_KINDS.entries()) {
    const cells: string[] = [];
    for (const [ours, theirs] of PAIRS) {
      const times = [await timesOf(ours, at, rules), await timesOf(theirs, at, rules)];
      cells.push(...cellsOf(times));
    }
    rows.push([title, formatNumber(count), ...cells]);
    rules.onRun(`values: ${title}: ${cells.join(' · ')}`);
  }
  return [
    '## Values of many kinds',
    'A `map` that gives its items back, ours divided by the same with structured clone by hand (the list in eight pieces, `fork` or `Worker`); and ours in ms:',
    markdownTable(['', 'values', 'P ÷ `fork`', 'ms', 'first', 'T ÷ `Worker`', 'ms', 'first'], rows),
  ].join('\n\n');
}

async function timesOf(name: string, kind: number, rules: Rules): Promise<Times | string> {
  const isFull = rules.size === 'full';
  const count = isFull ? (VALUE_KINDS[kind]?.count ?? 0) : TINY_COUNT;
  const measured = await measure({
    trial: 'values',
    contestant: contestantNamed(name),
    sizes: { kind, count, rounds: isFull ? ROUNDS.full : ROUNDS.tiny },
    timeBoxMs: rules.timeBoxMs,
  });
  return measured.ok ? (measured.value as Times) : measured.reason; // as `run` gave it
}

/** Of later calls: the ratio, ours in ms; the ratio of first calls. */
function cellsOf([ours = '', theirs = '']: readonly (Times | string)[]): string[] {
  if (typeof ours === 'string' || typeof theirs === 'string') return [`${ours}${theirs}`, '', ''];
  return [ours.later / theirs.later, ours.later, ours.first / theirs.first].map(formatNumber);
}
