/** What the dashboard costs: tiny tasks without it, with it while nobody looks, and with a page that follows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dashboard } from 'manyhands/dashboard';
import { check } from '../check.ts';
import { type Crew, mapWith, warmUp } from '../contestant.ts';
import { contestantNamed, OURS } from '../contestants/all.ts';
import { measure } from '../harness/measure.ts';
import type { Rules } from '../harness/tournament.ts';
import { markdownTable } from '../report/table.ts';
import type { Stage } from '../row.ts';

const MODES = ['without', 'nobody looks', 'a page follows'] as const;
type Mode = (typeof MODES)[number];
/** The least of so many, which alternate: what else the machine does only adds. */
const ROUNDS = 7;

/** By work and mode: ms of processor time of the program, which has the pool (threads included). */
type Times = Record<string, Record<Mode, number>>;

const WORKS: Readonly<Record<string, (crew: Crew, items: number) => Promise<unknown>>> = {
  'map (P1)': async (crew, items) => {
    for (let round = 0; round < 10; round += 1) await mapWith(crew, 'square', range(items));
  },
  'apply (P3)': async (crew, items) =>
    await Promise.all(range(items).map((item) => crew.run('square', item))),
  'imap (P5)': async (crew, items) => {
    const results = crew.stream?.('square', range(items)) ?? [];
    for await (const square of results) check(Number(square) >= 0, 'square');
  },
};

export const dashboardCost = {
  id: 'dashboard',
  async run({ open, sizes }: Stage): Promise<Times> {
    const crew = await open({ workers: 2 });
    await warmUp(crew);
    const times: Times = {};
    for (const [name, work] of Object.entries(WORKS)) {
      const least = { without: Infinity, 'nobody looks': Infinity, 'a page follows': Infinity };
      await work(crew, sizes['items'] ?? 0);
      for (let round = 0; round < (sizes['rounds'] ?? 1); round += 1) {
        for (const mode of MODES) {
          await using _ = await arrange(mode);
          const before = process.cpuUsage();
          await work(crew, sizes['items'] ?? 0);
          const { user, system } = process.cpuUsage(before);
          least[mode] = Math.min(least[mode], (user + system) / 1000);
        }
      }
      times[name] = least;
    }
    return times;
  },
};

export async function dashboardReport({ timeBoxMs, size, onRun }: Rules): Promise<string> {
  const sizes = size === 'full' ? { items: 100_000, rounds: ROUNDS } : { items: 500, rounds: 1 };
  const rows: string[][] = [];
  for (const name of OURS) {
    const contestant = contestantNamed(name);
    const measured = await measure({ trial: 'dashboard', contestant, sizes, timeBoxMs });
    if (!measured.ok) return `## The dashboard\n\n${name}: ${measured.reason}`;
    const times = measured.value as Times; // as `run` gave it
    for (const [work, least] of Object.entries(times)) {
      const cells = MODES.slice(1).map((mode) => inPercent(least[mode] / least.without));
      onRun(`dashboard ${name}, ${work}: ${cells.join(' ')}`);
      rows.push([`${name}, ${work}`, `${Math.round(least.without)} ms`, ...cells]);
    }
  }
  const table = markdownTable(['', 'without it', ...MODES.slice(1)], rows);
  return `## The dashboard\n\nWhat it adds to the processor time of a program with tiny tasks (the least of ${sizes.rounds}):\n\n${table}`;
}

async function arrange(mode: Mode): Promise<AsyncDisposable> {
  if (mode === 'without') return { [Symbol.asyncDispose]: async () => {} };
  const board = await dashboard({ quiet: true });
  const page = mode === 'a page follows' ? await follow(board.url) : undefined;
  return {
    [Symbol.asyncDispose]: async () => {
      page?.kill();
      await board.close();
    },
  };
}

/** A program of its own, as a browser is. */
async function follow(url: string): Promise<ChildProcess> {
  const program = `require('node:http').get(${JSON.stringify(`${url}events`)}, (events) => {
    console.log('follows');
    events.resume();
  })`;
  const page = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(page.stdout, 'data');
  return page;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function inPercent(ratio: number): string {
  const percent = (ratio - 1) * 100;
  return `${percent >= 0 ? '+' : '−'}${Math.abs(percent).toFixed(1)} %`;
}
