/**
 * The server's soak: `examples/server.ts` under a moderate load for an hour, or as long as is wanted, with all that befalls it.
 *
 *    each minute ──► requests, bursts, clients that go away, killed workers ──► one line: times, memory, files
 *    at the end  ──► each request had one answer, the right one; what was answered is what was done; memory and files did not grow;
 *                    it ends by SIGTERM, and no worker is left
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { ExampleServer } from '../examples/example-server.ts';
import { until } from '../until.ts';
import type { Random } from './random.ts';
import { type Latency, ServerLoad, type Tally } from './server-load.ts';

const ROUND_S = 60;
/** Memory and files are looked at when all have their answers and dead workers their successors. */
const REST_MS = 1000;

/** The server at the end of a round. */
interface Round extends Latency {
  readonly serverMb: number;
  readonly workersMb: number;
  readonly files: number;
  readonly replaced: number;
}

export interface ServerReport extends Tally {
  readonly rounds: readonly Round[];
  readonly tasks: Readonly<Record<string, number>>;
}

export async function soakServer(
  minutes: number,
  random: Random,
  onRound: (round: Round, tally: Tally) => void,
): Promise<ServerReport> {
  const server = new ExampleServer({ workers: 2, 'max-queue': 20, linger: 0 });
  try {
    await until('the server to listen', () => server.port > 0);
    const load = new ServerLoad(server, random, await picture());
    const rounds: Round[] = [];
    for (let at = 0; at < minutes; at += 1) {
      const latency = await load.round(ROUND_S);
      await delay(REST_MS);
      const round = { ...latency, ...(await seen(server)) };
      rounds.push(round);
      onRound(round, load.tally);
    }
    const tasks = tasksOf(await server.metrics());
    assertAnswered(load.tally, tasks);
    assertFlat(rounds);
    await assertEnds(server);
    return { ...load.tally, rounds, tasks };
  } finally {
    server.child.kill('SIGKILL');
  }
}

async function picture(): Promise<Buffer> {
  const background = { r: 200, g: 80, b: 40 };
  const create = { width: 800, height: 600, channels: 3, background } as const;
  return await sharp({ create }).png().toBuffer();
}

async function seen(server: ExampleServer): Promise<Omit<Round, keyof Latency>> {
  await until('both workers to be there', () => server.workers().length === 2);
  const pid = server.child.pid ?? 0;
  return {
    serverMb: residentMb(pid),
    workersMb: server.workers().reduce((sum, worker) => sum + residentMb(worker), 0),
    files: readdirSync(`/proc/${pid}/fd`).length,
    replaced: await server.metric('pool_workers{state="replaced"}'),
  };
}

function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024);
}

/** By what became of them. */
function tasksOf(metrics: Readonly<Record<string, number>>): Record<string, number> {
  const tasks: Record<string, number> = {};
  for (const [name, count] of Object.entries(metrics)) {
    const fate = /^pool_tasks\{state="(\w+)"\}$/.exec(name)?.[1];
    if (fate !== undefined) tasks[fate] = count;
  }
  return tasks;
}

/**
 * No answer but those that there should be, and none that the pool does not know of. Where a page was killed and, in its
 * second run, killed again, its client is told so (500): on a machine that stalls for seconds that happens.
 */
function assertAnswered({ answers }: Tally, tasks: Readonly<Record<string, number>>): void {
  const { 200: pages = 0, 500: killedTwice = 0, 503: _refused, gone = 0, ...others } = answers;
  const { queued, running, done = 0, failed, lost, timedOut, cancelled = 0 } = tasks;
  const told = JSON.stringify({ answers, tasks });
  assert.deepEqual(others, {}, told);
  assert.deepEqual([queued, running, failed, lost, timedOut], [0, 0, 0, killedTwice, 0], told);
  assert.ok(done >= pages && done + cancelled <= pages + gone, told);
}

/** The last third is not above the one before it by more than what a garbage collector leaves lying about. */
function assertFlat(rounds: readonly Round[]): void {
  const third = Math.floor(rounds.length / 3);
  if (third === 0) return; // too short to say
  for (const what of ['serverMb', 'workersMb'] as const) {
    const before = mean(rounds.slice(third, 2 * third).map((round) => round[what]));
    const now = mean(rounds.slice(2 * third).map((round) => round[what]));
    assert.ok(now < before * 1.15 + 10, `${what}: from ${before} to ${now}`);
  }
  const files = rounds.map((round) => round.files);
  const [first, last] = [files.slice(0, third), files.slice(2 * third)];
  assert.ok(Math.min(...last) <= Math.min(...first) + 2, `open files: ${files.join()}`);
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, one) => sum + one, 0) / list.length;
}

async function assertEnds(server: ExampleServer): Promise<void> {
  const workers = server.workers();
  const exit = once(server.child, 'exit');
  server.child.kill('SIGTERM');
  assert.deepEqual(await exit, [0, null]);
  assert.equal(server.errors, '');
  for (const pid of workers)
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' }, `worker ${pid} is left`);
}
