/**
 * CPython's `multiprocessing.Pool`, through `python3`: a program of its own, in `bench/python`,
 * that does the same work and prints the same lines. Without a `python3` it does not take part.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contestant } from '../contestant.ts';

/** As it comes: the platform's own way to start workers, arguments travel with each task. */
export const cpython: Contestant = contestant('cpython', 'default');

/** Workers are new interpreters, as Node's are: the fair comparison for starting up. */
export const cpythonSpawn: Contestant = contestant('cpython-spawn', 'spawn');

/** P11 only: what an expert would write, the shared things handed over by the initializer. */
export const cpythonInitializer: Contestant = contestant('cpython-initializer', 'initializer');

/** P16 only: locks, queues and objects of a manager, which live in a process of their own. */
export const cpythonManager: Contestant = contestant('cpython-manager', 'manager');

/** What `python3 --version` says, or `undefined` where there is none. */
export function cpythonVersion(): string | undefined {
  const { status, stdout } = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

const PROGRAM = fileURLToPath(new URL('../../../bench/python/main.py', import.meta.url));

function contestant(name: string, way: string): Contestant {
  return {
    name,
    kind: 'processes',
    side: 'cpython',
    command: (row, sizes) => ['python3', '-B', PROGRAM, row, sizes, way],
    missing: () => (cpythonVersion() === undefined ? 'no python3 here' : undefined),
    load: () => Promise.reject(new Error(`${name} is started by its command`)),
  };
}
