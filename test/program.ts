/** Runs a program of its own: for what only a whole program can show, such as that it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  /** In a process group of its own, as a terminal's foreground job is. */
  readonly detached?: boolean;
  /** Told of the running child, for programs that have to be disturbed. */
  readonly onSpawn?: (child: ChildProcess) => void;
  /** Told of all that was written to stdout so far, whenever there is more. */
  readonly onOutput?: (stdout: string, child: ChildProcess) => void;
}

export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An alarm for programs that hang, not a measure. */
const DEADLINE_MS = 180_000;

/** Runs a built file (relative URLs: `new URL('./program.js', import.meta.url)`) until it ends. */
export async function runProgram(file: URL, options: ProgramOptions = {}): Promise<ProgramEnd> {
  const { args = [], execArgv = [], detached = false, onSpawn, onOutput } = options;
  const child = spawn(process.execPath, [...execArgv, fileURLToPath(file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  onSpawn?.(child);
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
    onOutput?.(written.stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, ...written }));
  });
}

/** Whether there is a process with that id that has not ended. A zombie has, whoever has to bury it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
