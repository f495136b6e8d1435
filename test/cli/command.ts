/** Runs the built command in a folder of its own: in this program, or as a shell would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runHere } from './run-here.ts';

export const MAIN: string = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
export const TASKS: string = fileURLToPath(new URL('./map-tasks.js', import.meta.url));

export interface CommandEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandOptions extends RunOptions {
  readonly onSpawn?: (child: ChildProcess) => void;
  /** Told all of stderr so far, whenever there is more. */
  readonly onStderr?: (stderr: string, child: ChildProcess) => void;
}

/** For most of what is looked at here the second one would only be started. */
const ONE_WORKER = { MANYHANDS_CPU_COUNT: '1' };

/** An alarm for a command that hangs. */
const DEADLINE_MS = 120_000;

/** A folder with the files of one test; `await using` or `using` removes it. */
export class Workspace implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'manyhands-cli-'));

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Buffer): string {
    writeFileSync(this.path(name), content);
    return name;
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** In this program, by default with one worker, for whatever does not need a process: see `runHere`. */
  async run(
    args: readonly string[],
    { stdin = '', env = {} }: RunOptions = {},
  ): Promise<CommandEnd> {
    const { folder } = this;
    return await runHere(args, { main: MAIN, folder, stdin, env: { ...ONE_WORKER, ...env } });
  }

  /** In a process of its own. */
  async start(args: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      env: { ...process.env, MANYHANDS_CPU_COUNT: '2', ...options.env },
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
    options.onSpawn?.(child);
    child.stdin.on('error', () => {}); // it may end before it has read everything
    child.stdin.end(options.stdin ?? '');
    return await collect(child, options);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function collect(
  child: ReturnType<typeof spawn>,
  { onStderr }: CommandOptions,
): Promise<CommandEnd> {
  const written = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
    onStderr?.(written.stderr, child);
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, ...written }));
  });
}

/** `{"id":0}` … as NDJSON. */
export function numbered(count: number): string {
  return Array.from({ length: count }, (_, id) => `{"id":${id}}\n`).join('');
}

export function parseLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}
