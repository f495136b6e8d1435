/** Runs each case about what workers share, each in a program of its own, and makes a section of the page of it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../../program.ts';
import { until } from '../../until.ts';
import { broken, type Cell } from '../cell.ts';
import {
  NO_SUCH_CASE,
  SHARED_CASES,
  SHARED_COLUMNS,
  type SharedCase,
  type SharedColumn,
} from './cases.ts';

const HEADING = '## What workers share';
const DEADLINE_MS = 8000;
/** A process that is there so long after its program is there to stay. */
const ORPHAN_MS = 3000;

const OURS = fileURLToPath(new URL('./child.js', import.meta.url));
const PROXIES = fileURLToPath(new URL('./proxies.js', import.meta.url));
const PYTHON = fileURLToPath(new URL('../../../../test/matrix/shared/child.py', import.meta.url));

/** The section, as Markdown; and whether all is right in ours. */
export async function sharedSection(): Promise<{ text: string; isOursRight: boolean }> {
  const columns = Object.keys(SHARED_COLUMNS) as SharedColumn[];
  const rows: string[] = [];
  let isOursRight = true;
  for (const name of Object.keys(SHARED_CASES) as SharedCase[]) {
    const cells: string[] = [];
    for (const column of columns) {
      const cell = NO_SUCH_CASE.has(`${name} ${column}`) ? undefined : await runCell(column, name);
      console.log(`${SHARED_COLUMNS[column]}: ${name}: ${cell?.grade ?? '–'}, ${cell?.text ?? ''}`);
      isOursRight &&= !isOurs(column) || cell === undefined || cell.grade === 'right';
      cells.push(cell === undefined ? '–' : `${MARKS[cell.grade]} ${cell.text}`);
    }
    rows.push(`| ${[SHARED_CASES[name], ...cells].join(' | ')} |`);
  }
  const head = ['', ...columns.map((column) => SHARED_COLUMNS[column])].join(' | ');
  const line = `|${' --- |'.repeat(columns.length + 1)}`;
  return {
    text: [HEADING, '', NOTE, '', `| ${head} |`, line, ...rows, ''].join('\n'),
    isOursRight,
  };
}

/** `page` with this section in its place: before "In numbers". */
export function withSection(page: string, section: string): string {
  const without = page.replace(new RegExp(`^${HEADING}\n[^]*?(?=^## )`, 'm'), '');
  return without.replace(/^## In numbers$/m, `${section}\n$&`);
}

const MARKS = { right: '✓', lossy: '◐', broken: '✗' };
const NOTE = `Locks, queues and barriers, and objects in a process of their own, with workers that die. [Ours](../test/matrix/shared/child.ts) and
[Python's](../test/matrix/shared/child.py) programs do the same. Pools of Node.js that are compared above have no such objects; comlink and threads.js
[call objects and functions in a thread](../test/matrix/shared/proxies.ts).`;

function isOurs(column: SharedColumn): boolean {
  return column === 'processes' || column === 'threads';
}

function programOf(column: SharedColumn): readonly [command: string, file: string] {
  if (isOurs(column)) return [process.execPath, OURS];
  const isPython = column === 'cpython' || column === 'manager';
  return isPython ? ['python3', PYTHON] : [process.execPath, PROXIES];
}

async function runCell(column: SharedColumn, name: SharedCase): Promise<Cell> {
  const [command, file] = programOf(column);
  const child = spawn(command, [file, column, name], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  let said = '';
  let isLate = false;
  const alarm = setTimeout(() => {
    isLate = true;
    endGroup(child.pid);
  }, DEADLINE_MS);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (name === 'programDies') child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  clearTimeout(alarm);
  const cell =
    said === ''
      ? broken(isLate ? '**hangs**' : 'brings the program down')
      : name === 'programDies'
        ? await lookForOrphans(JSON.parse(said) as { pids: number[] })
        : (JSON.parse(said) as Cell);
  endGroup(child.pid);
  return cell;
}

async function lookForOrphans({ pids }: { readonly pids: readonly number[] }): Promise<Cell> {
  const start = performance.now();
  await until('orphans to end', () => !pids.some(isAlive) || performance.now() - start > ORPHAN_MS);
  return pids.some(isAlive) ? broken('it **stays**') : { grade: 'right', text: 'yes' };
}

/** All that the program has started; the group is its own. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // none is left
  }
}
