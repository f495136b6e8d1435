/**
 * Explicit references: the way to name a function for those who want no magic, and the only one
 * where the inspector is denied (`--permission`).
 */
import { OptionError } from '../../base/errors.ts';
import type { ReferenceNode } from './function-body.ts';

const tasks = new WeakMap<object, ReferenceNode>();

/**
 * The widest function type; nothing is called through it.
 *
 * @example
 * const callTwice = async (fn: AnyFunction) => await pool.map(fn, [4, 9]);
 * console.log(await callTwice(Math.sqrt)); // [ 2, 3 ]
 */
// oxlint-disable-next-line no-explicit-any -- of its arguments nothing is known
export type AnyFunction = (...args: any[]) => unknown;

/**
 * The names of those exports of a module that are functions.
 *
 * @example
 * type Paths = typeof import('node:path');
 * const name: FunctionExport<Paths> = 'basename'; // 'sep' would not compile
 * console.log(await pool.map(task<Paths, typeof name>('node:path', name), ['/a/b.txt']));
 */
export type FunctionExport<M> = {
  [K in keyof M]: M[K] extends AnyFunction ? K : never;
}[keyof M] &
  string;

/**
 * What stands where a type is not known, and in the compiler's errors says what to do about it.
 *
 * @example
 * const basename = task('node:path', 'basename');
 * const name: Untyped<string> | string = await pool.apply(basename, ['/a/b.txt']); // nothing is known of its type
 * console.log(name); // b.txt
 */
export interface Untyped<Advice extends string> {
  readonly advice: Advice;
}

/**
 * A task of which only the name was given: it takes anything, and nothing is known of its result.
 *
 * @example
 * const basename: UntypedTask = task('node:path', 'basename');
 * console.log(await pool.apply(basename, ['/a/b.txt'])); // b.txt
 */
export type UntypedTask = (
  ...args: Parameters<AnyFunction>
) => Untyped<"the type of this task is not known: write task<typeof import('./jobs.js'), 'name'>(url, 'name')">;

/**
 * Names an exported function for the workers, without looking at it and without loading its module
 * here: `pool.map(task(import.meta.url, 'resize'), images)`.
 *
 * @param moduleUrl the URL of the module, mostly `import.meta.url` or `new URL('./jobs.js', import.meta.url)`
 * @param name the export; 'default' by default
 * @returns a stand-in with the type of the export, if it was given: `task<typeof import('./jobs.js'), 'resize'>`,
 *   or the type of the function itself, `task<(x: number) => number>`. It is for a pool only: calling it here throws.
 * @throws OptionError if `moduleUrl` is no absolute URL
 * @example
 * // mostly task<typeof import('./jobs.js'), 'resize'>(new URL('./jobs.js', import.meta.url), 'resize')
 * const count = task<typeof import('manyhands'), 'cpuCount'>(import.meta.resolve('manyhands'), 'cpuCount');
 * const cpus = await pool.apply(count); // a number, as the module says
 */
export function task<M, K extends FunctionExport<M>>(moduleUrl: string | URL, name: K): M[K];
export function task(moduleUrl: string | URL, name?: string): UntypedTask;
export function task<F extends AnyFunction>(moduleUrl: string | URL, name?: string): F;
export function task(moduleUrl: string | URL, name = 'default'): AnyFunction {
  const module = readUrl(moduleUrl);
  const reference = (): never => {
    throw new OptionError(
      `task '${name}' of ${module} is a name for a pool's workers: pass it to a pool`,
    );
  };
  Object.defineProperty(reference, 'name', { value: name, configurable: true });
  tasks.set(reference, { kind: 'reference', module, path: [name], commonJs: false });
  return reference;
}

/** What `task()` made this function from, if it did. */
export function findTask(fn: object): ReferenceNode | undefined {
  return tasks.get(fn);
}

function readUrl(moduleUrl: string | URL): string {
  try {
    return new URL(moduleUrl).href;
  } catch {
    throw new OptionError(
      `task: the module must be an absolute URL such as import.meta.url, not ${JSON.stringify(String(moduleUrl))}`,
    );
  }
}
