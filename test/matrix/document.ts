/** The matrix as a page: `docs/never-hang.md`. */
import { CASES, type CaseName, fileOf } from './cases.ts';
import type { Cell } from './cell.ts';
import type { Contestant } from './contestant.ts';
import type { FaultCase } from './fault-case.ts';

export interface Results {
  readonly contestants: readonly Contestant[];
  /** By package. */
  readonly versions: Readonly<Record<string, string>>;
  cellOf(contestant: Contestant, name: CaseName): Cell | undefined;
}

const MARKS = { right: '✓', lossy: '◐', broken: '✗' };

export function document(results: Results): string {
  return `${INTRODUCTION}
${versionsOf(results)}

${KINDS.map((kind) => table(results, kind)).join('\n\n')}

${summary(results)}

${LIMITS}`;
}

const KINDS = ['processes', 'threads'] as const;

const INTRODUCTION = `# Never a hang

What becomes of a call when something goes wrong, here and in other pools. Each cell is a program of its own: a pool
with one worker, the fault, then a second task and the end of the pool, each with a deadline of six seconds. What comes out
badly is tried a second time, and the second result counts.

* ✓ it settled, and says what happened; the next task worked and the pool could be ended
* ◐ it settled, but the error was lost or the value was silently another one
* ✗ it never settled, or the pool was of no use afterwards

Written by \`npm run matrix\`, never by hand. The configuration of each pool is
[one small file](../test/matrix/contestants); pools on processes clone structures rather than write JSON, where that can be
chosen. Every title links to what the task does. Corrections are welcome.
`;

const LIMITS = `## Where ours has an end, too

* A task that is asked to stop (\`currentWorker().signal\`) has \`abortGrace\` ms for that and no more; then its worker is ended as
  ever. Its caller does not wait for it.
* A generator that is read value by value (\`stream\`, \`flat\`) holds its worker until it is read to its end or left. A loop over one that
  waits for another task of the same pool needs a worker more.
* A task that replaces built-in methods in its worker (\`Map.prototype.get = …\`) breaks what runs there, ours as well as
  Node's: later tasks of that worker may never start. Only \`maxTasksPerChild: 1\` keeps such tasks apart.
* A thread that blocks inside native code cannot be stopped by anybody. The pool gives it up after five seconds and says so;
  the program's own end waits for it. In a process the same task is killed.
* What finished tasks have printed is out before their worker ends, however slowly it is read, as long as somebody reads.
  For a reader that takes nothing at all, a graceful end waits ten seconds, \`terminate()\` waits for \`killGrace\`. What the
  task that is being ended has printed itself is as Node leaves it: in a process whose output nobody has read yet it may be cut.
* A module that fails to load is tried again in a fresh worker: at once the first five times in a row, after that once a second.
* A result or an argument of a process may take 4 GiB on the wire. What takes more is refused with \`NotSendableError\`.
* Where \`process.execPath\` is an application (Electron, pkg, a single executable) there are no worker processes, and the pool
  says so. An application that starts and makes no pool is found out by \`startTimeout\`.
* Without a folder for temporary files, and on Windows, there are no tickets: then a worker that an earlier task has left in a
  loop is not told from one that works, and what it was given next waits.
`;

function versionsOf({ versions }: Results): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${list.join(' · ')} · Node ${process.versions.node} on ${process.platform}`;
}

function table(results: Results, kind: 'processes' | 'threads'): string {
  const columns = results.contestants.filter((contestant) => contestant.kind === kind);
  const names = (Object.keys(CASES) as CaseName[]).filter(
    (name) => (CASES[name] as FaultCase).notFor?.[kind] === undefined,
  );
  return [
    `## Pools of ${kind}`,
    '',
    row(['', ...columns.map((contestant) => contestant.package)]),
    row(['---', ...columns.map(() => '---')]),
    ...names.map((name) =>
      row([
        titleOf(name),
        ...columns.map((contestant) => cellText(results.cellOf(contestant, name))),
      ]),
    ),
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function titleOf(name: CaseName): string {
  return `[${CASES[name].title}](../test/matrix/cases/${fileOf(name)})`;
}

function cellText(cell: Cell | undefined): string {
  return cell === undefined ? '–' : `${MARKS[cell.grade]} ${cell.text.replaceAll('|', '\\|')}`;
}

function summary(results: Results): string {
  const lines = results.contestants.map((contestant) => {
    const cells = (Object.keys(CASES) as CaseName[]).flatMap(
      (name) => results.cellOf(contestant, name) ?? [],
    );
    const count = (grade: Cell['grade']): string =>
      String(cells.filter((cell) => cell.grade === grade).length);
    return row([contestant.name, count('right'), count('lossy'), count('broken')]);
  });
  return [
    '## In numbers',
    '',
    row(['', '✓', '◐', '✗']),
    row(['---', '---', '---', '---']),
    ...lines,
  ].join('\n');
}
