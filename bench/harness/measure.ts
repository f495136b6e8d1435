/** Starts a program for one run, waits for its report, reads the memory of its tree, ends it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contestant } from '../contestant.ts';
import type { Sizes } from '../row.ts';
import { peakMemoryOf } from './memory.ts';
import { MARK, type Report } from './protocol.ts';

export type Measurement =
  | { readonly ok: true; readonly value: unknown; readonly peakBytes: number | undefined }
  | { readonly ok: false; readonly reason: string };

export interface Run {
  readonly trial: string;
  readonly contestant: Contestant;
  readonly sizes: Sizes;
  readonly timeBoxMs: number;
  readonly isOnOneCore?: boolean;
}

const CHILD = fileURLToPath(new URL('child.js', import.meta.url));

/** How long a contestant that has reported may take to end before it is ended. */
const LEAVE_MS = 3_000;

export async function measure(run: Run): Promise<Measurement> {
  const program = start(run);
  const stopOnInterrupt = (): void => {
    killGroup(program);
    process.exit(130);
  };
  process.once('SIGINT', stopOnInterrupt);
  try {
    const report = await reportOf(program, run.timeBoxMs);
    if (!report.ok) return report;
    return { ...report, peakBytes: peakMemoryOf(program.pid ?? 0) };
  } finally {
    await letGo(program);
    process.off('SIGINT', stopOnInterrupt);
  }
}

const ONE_CORE = ['taskset', '--cpu-list', '0'];

function start({ trial, contestant, sizes, isOnOneCore = false }: Run): ChildProcess {
  const json = JSON.stringify(sizes);
  const command = contestant.command?.(trial, json) ?? [
    process.execPath,
    CHILD,
    trial,
    contestant.name,
    json,
  ];
  const [file, ...args] = isOnOneCore ? [...ONE_CORE, ...command] : command;
  return spawn(file as string, args, {
    // A group of its own, so that workers whose parent has died can be ended too.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function reportOf(program: ChildProcess, timeBoxMs: number): Promise<Report> {
  const alarm = new AbortController();
  const timer = setTimeout(() => alarm.abort(), timeBoxMs);
  let lastWords = '';
  program.stderr?.on('data', (text: Buffer) => {
    lastWords = (lastWords + text.toString()).slice(-2_000);
  });
  program.on('error', () => {}); // not there to be started: its output ends at once
  try {
    const lines = createInterface({ input: program.stdout as NodeJS.ReadableStream });
    alarm.signal.addEventListener('abort', () => lines.close());
    for await (const line of lines) {
      if (line.startsWith(MARK)) return JSON.parse(line.slice(MARK.length)) as Report;
    }
    const end = alarm.signal.aborted ? `no answer in ${timeBoxMs / 1000} s` : 'ended unasked';
    return { ok: false, reason: `${end} ${lastWords.trim().split('\n').at(-1) ?? ''}`.trim() };
  } finally {
    clearTimeout(timer);
  }
}

async function letGo(program: ChildProcess): Promise<void> {
  program.stdin?.on('error', () => {}); // it may be gone already
  program.stdin?.end();
  program.stdout?.resume();
  if (program.exitCode === null && program.signalCode === null && program.pid !== undefined) {
    const timer = setTimeout(() => killGroup(program), LEAVE_MS);
    await once(program, 'exit');
    clearTimeout(timer);
  }
  killGroup(program);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody of the group is left: as it should be
  }
}
