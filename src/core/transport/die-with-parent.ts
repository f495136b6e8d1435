/**
 * Sees to it that worker processes do not outlive the program, however it dies and whatever they do.
 *
 * A worker that is idle notices by itself that its socket is closed. One in a loop does not, so:
 *
 *    Linux             util-linux's `setpriv --pdeathsig` asks the kernel to kill the worker when the
 *                      thread that started it is gone, and then becomes the worker (same pid)
 *    other POSIX, and  a shell reads the workers' process ids from a pipe that only the program holds;
 *    without setpriv   when the pipe ends it kills those that are left: one shell for all pools, 1 MB
 *    Windows           Node's own children are in a job object that ends with the program
 *
 * `setpriv` costs 1 ms of the 50 that a start takes. A thread in each worker that watches the parent would
 * do as well, and cost each of them a start of its own.
 */
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** `command`, made to be killed together with the program where the system can do that. */
export function dyingWithParent(command: readonly string[]): readonly string[] {
  return [...parentDeathSignal(), ...command];
}

/** Watches over a worker where the system does not. Returns what to call when it has ended. */
export function watchOverOrphan(pid: number): () => void {
  if (pid === 0 || process.platform === 'win32' || parentDeathSignal().length > 0) return () => {};
  watch ??= new ShellWatch();
  watch.add(pid);
  return () => {
    if (watch?.remove(pid) === 0) watch = undefined;
  };
}

let prefix: readonly string[] | undefined;
let watch: ShellWatch | undefined;

function parentDeathSignal(): readonly string[] {
  prefix ??= process.platform === 'linux' ? findSetpriv() : [];
  return prefix;
}

/** Not on PATH, where anybody may have put another program of that name: it becomes every worker. */
const SYSTEM_FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin'];

/** Busybox has a `setpriv` that knows no parent-death signal; there it is a link to busybox. */
function findSetpriv(): readonly string[] {
  for (const folder of SYSTEM_FOLDERS) {
    try {
      const path = join(folder, 'setpriv');
      accessSync(path, constants.X_OK);
      if (realpathSync(path).endsWith('/setpriv')) return [path, '--pdeathsig', 'KILL', '--'];
    } catch {
      // not here
    }
  }
  return [];
}

const SCRIPT = `
while read -r change pid; do
  rest=
  for each in $pids; do [ "$each" = "$pid" ] || rest="$rest $each"; done
  [ "$change" = add ] && rest="$rest $pid"
  pids=$rest
done
[ -n "$pids" ] && kill -9 $pids
`;

class ShellWatch {
  readonly #shell: ChildProcess;
  readonly #pids = new Set<number>();

  constructor() {
    const { spawn } = process.getBuiltinModule('node:child_process');
    // Detached: neither Ctrl-C nor the end of a terminal may end it before the workers.
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#shell.unref();
    this.#shell.on('error', () => {}); // no shell: idle workers still end by themselves
    this.#shell.stdin?.on('error', () => {});
    (this.#shell.stdin as Partial<NodeJS.ReadStream> | null)?.unref?.();
  }

  add(pid: number): void {
    this.#pids.add(pid);
    this.#shell.stdin?.write(`add ${pid}\n`);
  }

  /** Returns how many are left. */
  remove(pid: number): number {
    this.#pids.delete(pid);
    if (this.#pids.size === 0) this.#shell.stdin?.end(`remove ${pid}\n`);
    else this.#shell.stdin?.write(`remove ${pid}\n`);
    return this.#pids.size;
  }
}
