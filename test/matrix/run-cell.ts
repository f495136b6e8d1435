/** Fills one cell: runs the program of that case and contestant, with a deadline, and reads what it says. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../program.ts';
import { until } from '../until.ts';
import { CASES, type CaseName } from './cases.ts';
import { broken, type Cell } from './cell.ts';
import type { Contestant } from './contestant.ts';
import type { FaultCase } from './fault-case.ts';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));
/** For a program that does not even come to say that something hangs. */
const DEADLINE_MS = 40_000;
/** Workers that are still there so long after their program are there to stay. */
const ORPHAN_MS = 3000;

/** `undefined`: this kind of pool has no such case. */
export async function runCell(contestant: Contestant, name: CaseName): Promise<Cell | undefined> {
  const fault: FaultCase = CASES[name];
  if (fault.notFor?.[contestant.kind] !== undefined) return undefined;
  const lines: string[] = [];
  const child = spawn(process.execPath, [CHILD, contestant.name, name], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const alarm = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter((line) => line.startsWith('{')));
    if (name === 'outlivesItsProgram' && lines.length > 0) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(alarm);
  const [line] = lines;
  if (line === undefined) return broken('brings the program down, or **hangs** it');
  if (name === 'outlivesItsProgram')
    return await lookForOrphans(JSON.parse(line) as { pids: number[] });
  return JSON.parse(line) as Cell;
}

async function lookForOrphans({ pids }: { readonly pids: readonly number[] }): Promise<Cell> {
  const start = performance.now();
  await until('orphans to end', () => !pids.some(isAlive) || performance.now() - start > ORPHAN_MS);
  const left = pids.filter(isAlive);
  for (const pid of left) process.kill(pid, 'SIGKILL');
  return left.length === 0 ? { grade: 'right', text: 'all gone' } : broken('**orphans** stay');
}
