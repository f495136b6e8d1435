/** What a thread gets of the options and of the environment of its program. */
import type { Worker } from 'node:worker_threads';
import { workerEnvironment } from './environment.ts';
import { absolutePaths, folderToStartIn } from './start-folder.ts';
import type { StartOptions } from './transport.ts';

/**
 * A thread inherits what the program was started with (`undefined`), unless told otherwise. It cannot start
 * with `--input-type` (of `node --input-type=module -e …`), which is about a program without a file. Once the
 * program has gone to another folder, relative paths are made absolute; options of the whole process are then
 * refused by the thread, which has them anyway, and it is opened without them.
 */
export function openThread(
  { execArgv }: StartOptions,
  open: (execArgv: readonly string[] | undefined) => Worker,
  inherited: readonly string[] | undefined = inheritedByThread(),
): Worker {
  if (execArgv !== undefined) return open(execArgv);
  try {
    return open(inherited);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [, refused] = /execArgv flags: (.*)$/s.exec(message) ?? [];
    if (code !== 'ERR_WORKER_INVALID_EXEC_ARGV' || refused === undefined) throw error;
    const flags = refused.split(', ');
    return open(inherited?.filter((one) => !flags.includes(one)));
  }
}

function inheritedByThread(): readonly string[] | undefined {
  if (process.execArgv.some((one) => one.startsWith('--input-type'))) return [];
  if (folderToStartIn() === undefined) return undefined;
  const absolute = absolutePaths(process.execArgv);
  return absolute.every((one, i) => one === process.execArgv[i]) ? undefined : absolute;
}

/** Whether Node writes something when the thread ends in order, and only then. */
export function isProfiled(options: StartOptions): boolean {
  const { NODE_V8_COVERAGE, NODE_OPTIONS } = threadEnvironment(options);
  if (NODE_V8_COVERAGE) return true;
  return /(^|\s)--(cpu|heap)-prof(\s|$)/.test([NODE_OPTIONS, ...process.execArgv].join(' '));
}

/** Whether Node may have to load modules before the thread's own script: what it is started with can ask for that. */
export function loadsModulesFirst(options: StartOptions): boolean {
  const { execArgv = process.execArgv } = options;
  return execArgv.length > 0 || Boolean(workerEnvironment(options.env)['NODE_OPTIONS']);
}

/** Without what is `undefined`: a thread would get it as a text, where a process does not get it. */
export function threadEnvironment({ env }: StartOptions): NodeJS.ProcessEnv {
  const all = Object.entries(workerEnvironment(env));
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}
