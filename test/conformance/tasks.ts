/**
 * What the tests have workers do. Each function carries all it needs: the suite is about the pool, how
 * functions travel has tests of its own.
 */

export function square(x: number): number {
  return x * x;
}

export function add(a: number, b: number): number {
  return a + b;
}

export function identity<T>(value: T): T {
  return value;
}

export async function later<T>(value: T): Promise<T> {
  return value;
}

/** Throws for negative numbers. */
export function root(x: number): number {
  if (x < 0) throw new RangeError(`no root of ${x}`);
  return Math.sqrt(x);
}

export function fail(message: string): never {
  throw new Error(message);
}

/** Which process or thread it runs in. */
export function place(): string {
  const { threadId } = process.getBuiltinModule('node:worker_threads');
  return `${process.pid}/${threadId}`;
}

/** Adds a line to a log. */
export function note(log: string, entry: unknown): unknown {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${String(entry)}\n`);
  return entry;
}

/** Adds a line that says where it ran. */
export function notePlace(log: string, entry: unknown): string {
  const { threadId } = process.getBuiltinModule('node:worker_threads');
  const here = `${process.pid}/${threadId}`;
  process.getBuiltinModule('node:fs').appendFileSync(log, `${here} ${String(entry)}\n`);
  return here;
}

/** Adds a line, waits at a gate, returns the entry. */
export async function noteAndWait<T>(log: string, gate: string, entry: T): Promise<T> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, `${String(entry)}\n`);
  while (!fs.existsSync(gate)) {
    if (!fs.existsSync(log)) return entry; // the stage is gone: the test is over
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return entry;
}

/** As `noteAndWait`, then throws. */
export async function noteAndFail(log: string, gate: string, entry: unknown): Promise<never> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, `${String(entry)}\n`);
  while (!fs.existsSync(gate) && fs.existsSync(log)) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`failed at ${String(entry)}`);
}

/** Adds a line and never returns, nor lets anything else in its thread run. */
export function noteAndSpin(log: string, entry: unknown): never {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${String(entry)}\n`);
  for (;;);
}

/** Ends its own worker. */
export function exitWith(code: number): never {
  return process.exit(code);
}

/** Ends its own worker process by a signal, and waits for that. */
export async function killSelf(signal: NodeJS.Signals): Promise<void> {
  process.kill(process.pid, signal);
  await new Promise(() => {});
}

/** Something is thrown that no task's promise catches. */
export async function throwOutside(message: string): Promise<void> {
  setTimeout(() => {
    throw new RangeError(message);
  }, 0);
  await new Promise(() => {});
}

/** A rejection that nobody handles. */
export async function rejectOutside(message: string): Promise<void> {
  void Promise.reject(new RangeError(message));
  await new Promise(() => {});
}

/** For initializers: leaves something for later tasks of the same worker. */
export function remember(value: unknown): void {
  (globalThis as { remembered?: unknown }).remembered = value;
}

export function recall(): unknown {
  return (globalThis as { remembered?: unknown }).remembered;
}

/** How often it was called in this worker. */
export function count(): number {
  const worker = globalThis as { calls?: number };
  worker.calls = (worker.calls ?? 0) + 1;
  return worker.calls;
}

/** How long `bytes` are; of a single byte it never says. */
export function lengthUnlessOne(bytes: Uint8Array): number {
  while (bytes.length === 1);
  return bytes.length;
}
