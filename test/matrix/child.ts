/**
 * One case, one contestant, in a process of its own: `child.js <contestant> <case>`. Prints the cell.
 *
 *    open ──► the fault ──► did it settle? ──► the next task: does it work? ──► end: does it end?
 */
import { childPids } from '../leaks.ts';
import { CASES, type CaseName } from './cases.ts';
import { broken, type Cell } from './cell.ts';
import type { OpenPool } from './contestant.ts';
import { CONTESTANTS } from './contestants/all.ts';
import type { FaultCase, Outcome } from './fault-case.ts';

/** What has not settled by then is called hanging; the slowest case takes a second. */
const PATIENCE_MS = 6000;

const [, , contestantName, caseName] = process.argv;
const fault: FaultCase = CASES[caseName as CaseName];
const contestant = CONTESTANTS.find(({ name }) => name === contestantName);
if (contestant === undefined) throw new Error(`no contestant '${contestantName}'`);

process.on('unhandledRejection', () => {}); // a stray rejection is no verdict about the call
process.on('uncaughtException', (error) => {
  report(broken(`brings the program down: ${error.message.split('\n')[0]?.slice(0, 40)}`));
});
const pool = await contestant.open({ module: fault.module ?? 'tasks', heapMb: fault.heapMb });
report(caseName === 'outlivesItsProgram' ? await loopForEver(pool) : await trial(pool));

async function trial(under: OpenPool): Promise<Cell> {
  const outcome = await provoke(under);
  if (outcome === 'hangs') return broken('**hangs**');
  const judgement = fault.judge(outcome);
  if (fault.instead === 'end while it runs') return judgement;
  const next = await within(under.run('double', 21));
  if (next === 'hangs') return broken(`${judgement.text}, then the next task **hangs**`);
  if (fault.module !== 'broken' && (next.kind === 'error' || next.value !== 42)) {
    return broken(`${judgement.text}, then the next task fails`);
  }
  const end = await within(under.end());
  return end === 'hangs'
    ? broken(`${judgement.text}, then the end of the pool **hangs**`)
    : judgement;
}

async function provoke(under: OpenPool): Promise<Outcome | 'hangs'> {
  if (fault.instead !== undefined) await within(under.run('double', 1)); // until the worker is there
  if (fault.instead === 'kill the idle worker')
    for (const pid of childPids()) process.kill(pid, 'SIGKILL');
  const call = within(run(under));
  if (fault.instead !== 'end while it runs') return await call;
  await new Promise((resolve) => setTimeout(resolve, 300)); // until the task is under way
  const end = await within(under.end());
  return end === 'hangs' ? 'hangs' : await call;
}

async function run(under: OpenPool): Promise<unknown> {
  return await under.run(
    fault.module === 'broken' ? 'double' : (caseName ?? ''),
    fault.makeArgument?.(),
  );
}

/** Says which processes there are, and waits to be killed. */
async function loopForEver(under: OpenPool): Promise<never> {
  await under.run('double', 1);
  void run(under);
  await new Promise((resolve) => setTimeout(resolve, 300)); // until the task is under way
  process.stdout.write(`${JSON.stringify({ pids: childPids() })}\n`);
  return await new Promise(() => {});
}

async function within(promise: PromiseLike<unknown>): Promise<Outcome | 'hangs'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'hangs'>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), PATIENCE_MS);
  });
  const settled = Promise.resolve(promise).then(
    (value): Outcome => ({ kind: 'value', value }),
    (error: unknown): Outcome => ({ kind: 'error', error }),
  );
  const first = await Promise.race([settled, late]);
  clearTimeout(timer);
  return first;
}

function report(cell: Cell): never {
  process.stdout.write(`${JSON.stringify(cell)}\n`, () => process.kill(process.pid, 'SIGKILL'));
  for (const pid of childPids()) process.kill(pid, 'SIGKILL');
  return undefined as never;
}
