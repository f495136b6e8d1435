/**
 * Workers as child processes: how one is started. What is said to it, and when it has ended, is the business of its
 * channel (`process-channel.ts`).
 *
 *    parent                                            child (worker/process-entry)
 *    socket for commands  ─── frames ───────────────►  fd 3
 *    socket for results   ◄── frames ────────────────  fd 4; once there were many, through a pipe (`make-pipe.ts`)
 *    ticket file          ◄── one shared position ──►  fd 5
 *    our program, in somebody else's bundle  ───────►  fd 6 (else the child reads our files)
 *    pipe, kept and passed on to our stderr  ◄───────  stderr
 *    our stdout           ◄──────────────────────────  stdout (inherited: a flood costs us nothing)
 *
 * No IPC channel of Node's: ours is binary, and a task that calls `process.send` cannot disturb it.
 * A child dies with its parent, even if it is stuck in a loop: see `die-with-parent.ts`.
 */
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { Socket } from 'node:net';
import { ownOptions } from '../base/check.ts';
import { processProgram } from '../base/own-files.ts';
import { LIBRARY_FD } from '../base/own-library.ts';
import { WORKER_MARK } from '../base/worker-mark.ts';
import { FileTickets, openTickets } from '../tickets/file-tickets.ts';
import type { NoTickets } from '../tickets/tickets.ts';
import { dyingWithParent } from './die-with-parent.ts';
import { isStdoutOurs, workerEnvironment } from './environment.ts';
import { inheritedExecArgv } from './exec-argv.ts';
import { heapLimitFlag } from './heap-limit.ts';
import { currentFolder, folderToStartIn } from './start-folder.ts';
import type { Started, StartOptions } from './transport.ts';

const PROGRAM = ownOptions(processProgram('core/worker/process-entry'));

/** A child that nobody listens to yet. */
export interface StartedProcess extends Started {
  readonly child: ChildProcess;
  readonly tickets: FileTickets | NoTickets;
}

export function startProcess(options: StartOptions): StartedProcess {
  const tickets = openTickets();
  const child = spawnWorker(options, tickets);
  giveLibrary(child);
  return { child, tickets, discard: () => discard(child, tickets) };
}

/** In somebody else's bundle a worker has no files to read, and gets our program from us. */
function giveLibrary(child: ChildProcess): void {
  if (PROGRAM.library === undefined) return;
  // Node types stdio beyond 4 not at all; absent if there was no descriptor left.
  const stdio = child.stdio as readonly unknown[] | undefined;
  const pipe = stdio?.[LIBRARY_FD] as Socket | null | undefined;
  pipe
    ?.unref()
    .on('error', () => {}) // a child that has died at once; its exit says so
    .end(PROGRAM.library);
}

function discard(child: ChildProcess, tickets: FileTickets | NoTickets): void {
  child.on('error', () => {}); // there may never have been one
  child.unref();
  child.kill('SIGKILL');
  const stdio = child.stdio as ChildProcess['stdio'] | undefined;
  for (const stream of stdio ?? []) stream?.on('error', () => {}).destroy();
  tickets.close();
}

function spawnWorker(options: StartOptions, tickets: FileTickets | NoTickets): ChildProcess {
  const hasFile = tickets instanceof FileTickets;
  const startFolder = folderToStartIn();
  const folder = startFolder === undefined ? undefined : currentFolder();
  const node = [
    process.execPath,
    ...(options.execArgv ?? inheritedExecArgv()),
    ...heapLimitFlag(options),
    ...PROGRAM.args,
    hasFile ? 'tickets' : 'no-tickets',
    options.title,
    ...(folder === undefined ? [] : [folder]),
  ];
  const [command = '', ...args] = dyingWithParent(node);
  const kept = isStdoutOurs(options) ? 2 : 'inherit';
  const stdout = options.onOutput === undefined ? kept : 'pipe';
  const all: readonly ('ignore' | 'inherit' | 'pipe' | number)[] = [
    'ignore',
    stdout,
    'pipe',
    'pipe',
    'pipe',
  ];
  const { spawn } = process.getBuiltinModule('node:child_process'); // not imported: 5 ms, and threads need none
  const spawned: SpawnOptions = {
    ...(startFolder === undefined ? {} : { cwd: startFolder }),
    env: Object.assign(workerEnvironment(options.env), { [WORKER_MARK]: '1' }),
    stdio: [...all, ...(hasFile ? [tickets.fd] : []), ...libraryStdio(hasFile)],
    windowsHide: true,
  };
  return spawn(command, args, ownOptions(spawned));
}

function libraryStdio(hasTickets: boolean): ('ignore' | 'pipe')[] {
  if (PROGRAM.library === undefined) return [];
  return hasTickets ? ['pipe'] : ['ignore', 'pipe'];
}
