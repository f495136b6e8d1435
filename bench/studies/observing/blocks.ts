/**
 * One pool, one program, many short blocks of the same work, while somebody looks in turn in this way or that:
 *
 *    nothing · dashboard · nothing again · trace · …    a round, in another order each time
 *    └─────────── each a second of work ───────────┘
 *
 * So all share what makes two programs differ by a fifth: how the heap lies, what the engine has compiled, which core. What
 * is compared is the processor time of the program and its workers for an item, with that of the nothings of the same round.
 */
import type { AnyPool } from 'manyhands';
import type { Crew } from '../../contestant.ts';
import { type Interval, median, medianInterval } from '../../harness/statistics.ts';
import { CONTROL, NOTHING, type Way } from './ways.ts';
import type { Work } from './works.ts';

/** Of one way: what it adds, as a ratio. */
export interface Cost {
  readonly title: string;
  /** µs of processor time for an item, of the program and its workers. */
  readonly cpu: number;
  readonly ratio: Interval;
  /** By the clock, on this machine. */
  readonly wallRatio: Interval;
}

export interface Plan {
  readonly rounds: number;
  /** The dashboard looks once a second: a block is to have one such look. */
  readonly blockMs: number;
  readonly rehearsalMs: number;
  readonly ways: readonly Way[];
}

interface Block {
  readonly cpu: number;
  readonly wall: number;
}

export async function compare(crew: Crew, work: Work, plan: Plan): Promise<Cost[]> {
  const items = Array.from({ length: work.items }, (_, at) => at);
  const rounds: Map<string, Block>[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    const blocks = new Map<string, Block>();
    for (const way of inOrderOf(round, plan.ways)) {
      const end = await way.begin();
      await workFor(plan.rehearsalMs, work, { crew, items });
      blocks.set(way.title, await workFor(plan.blockMs, work, { crew, items }));
      await end();
    }
    rounds.push(blocks);
  }
  return plan.ways.map(({ title }) => costOf(title, rounds));
}

/** Another one first each time, and backwards every other time, so that a drift is nobody's. */
function inOrderOf(round: number, ways: readonly Way[]): Way[] {
  const from = round % ways.length;
  const turned = [...ways.slice(from), ...ways.slice(0, from)];
  return round % 2 === 0 ? turned : turned.reverse();
}

function costOf(title: string, rounds: readonly ReadonlyMap<string, Block>[]): Cost {
  const figures = (unit: keyof Block, name: string): number[] =>
    rounds.map((blocks) => blocks.get(name)?.[unit] ?? Number.NaN); // each round has all
  const ratios = (unit: keyof Block): number[] => {
    const [own, once, again] = [title, NOTHING, CONTROL].map((name) => figures(unit, name));
    const isControl = title === NOTHING || title === CONTROL;
    return (own ?? []).map((figure, round) => {
      const other = once?.[round] ?? Number.NaN;
      return figure / (isControl ? other : (other + (again?.[round] ?? Number.NaN)) / 2);
    });
  };
  return {
    title,
    cpu: median(figures('cpu', title)),
    ratio: medianInterval(ratios('cpu')),
    wallRatio: medianInterval(ratios('wall')),
  };
}

async function workFor(
  ms: number,
  work: Work,
  { crew, items }: { readonly crew: Crew; readonly items: readonly number[] },
): Promise<Block> {
  const cpuBefore = await cpuUs(crew.pool);
  const startedAt = performance.now();
  let rounds = 0;
  do {
    await work.round(crew, items);
    rounds += 1;
  } while (performance.now() - startedAt < ms);
  const wall = (performance.now() - startedAt) * 1000;
  const cpu = (await cpuUs(crew.pool)) - cpuBefore;
  const count = rounds * items.length;
  return { cpu: cpu / count, wall: wall / count };
}

/** Of this program with its threads, and of the processes that work for it. */
async function cpuUs(pool: AnyPool | undefined): Promise<number> {
  const own = process.cpuUsage();
  const others = pool === undefined ? [] : await pool.broadcast(cpuOfProcess);
  const all = [own, ...others.filter(({ pid }) => pid !== process.pid)];
  return all.reduce((sum, { user, system }) => sum + user + system, 0);
}

function cpuOfProcess(): { pid: number; user: number; system: number } {
  return { pid: process.pid, ...process.cpuUsage() };
}
