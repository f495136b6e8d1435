/**
 * The built command, run in this program: the same main module with the same arguments, streams, folder and exit code,
 * without the start of a process for each run. What only a process has (signals, pipes that break, what its workers
 * write to its stdout) needs `Workspace.start`.
 */
import { PassThrough, Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { CommandEnd } from './command.ts';

export interface HereOptions {
  readonly main: string;
  readonly folder: string;
  readonly stdin: string;
  readonly env: Readonly<Record<string, string>>;
}

let runs = 0;
let last: Promise<unknown> = Promise.resolve();

/** One at a time: a program has one folder and one stdout. */
export async function runHere(args: readonly string[], options: HereOptions): Promise<CommandEnd> {
  const run = last.then(async () => await runAlone(args, options));
  last = run.catch(() => {});
  return await run;
}

async function runAlone(
  args: readonly string[],
  { main, folder, stdin, env }: HereOptions,
): Promise<CommandEnd> {
  const [stdout, stderr] = [new Screen(), new Screen()];
  let exitCode: number | null = null;
  const restore = [
    replaced(process, 'stdin', Readable.from(stdin === '' ? [] : [Buffer.from(stdin)])),
    replaced(process, 'stdout', stdout),
    replaced(process, 'stderr', stderr),
    replaced(process, 'argv', [process.execPath, main, ...args]),
    replaced(process, 'exit', (code: number) => {
      exitCode = code;
    }),
    ...Object.entries(env).map(([name, value]) => withVariable(name, value)),
  ];
  const before = process.cwd();
  process.chdir(folder);
  try {
    // Evaluated anew for each number: the module is the program.
    runs += 1;
    await import(`${pathToFileURL(main).href}?run=${runs}`);
  } finally {
    process.chdir(before);
    for (const undo of restore) undo();
  }
  return { exitCode, signal: null, stdout: stdout.text, stderr: stderr.text };
}

/** What was written, as text; no terminal. */
class Screen extends PassThrough {
  readonly #pieces: Buffer[] = [];

  constructor() {
    super();
    this.on('data', (piece: Buffer) => this.#pieces.push(piece));
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }
}

/** Returns what puts the old one back. The test runner has taken its own stdout before. */
function replaced(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, writable: true, value });
  return () => {
    if (before !== undefined) Object.defineProperty(owner, name, before);
  };
}

function withVariable(name: string, value: string): () => void {
  const before = process.env[name];
  process.env[name] = value;
  return () => {
    if (before === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before;
  };
}
