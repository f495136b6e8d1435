/** What `console.log` shows of pools and their results: one line that says how they are. */
import type { Progress } from '../job/progress.ts';
import type { Backend } from '../schedule/backend.ts';

/** The key of Node's `util.inspect.custom`, which is no reason to load that module. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Lets objects of `type` be shown as what `describe` says. */
export function showAs<T extends object>(
  type: { readonly prototype: T },
  describe: (instance: T) => string,
): void {
  const value = function (this: T): string {
    return describe(this);
  };
  Object.defineProperty(type.prototype, INSPECT, { value });
}

/** "Pool(images#2, running, 4 workers, 3 busy, 12 queued, 100 done, 1 failed)" */
export function describePool(kind: string, backend: Backend): string {
  const { workers, tasks } = backend.stats();
  const { starting, idle, busy } = workers;
  const { failed, lost, timedOut, cancelled } = tasks;
  const parts = [
    backend.label,
    backend.state,
    `${starting + idle + busy} workers`,
    ...Object.entries({ starting, busy, queued: tasks.queued }).map(countOf),
    `${tasks.done} done`,
    ...Object.entries({ failed, lost, 'timed out': timedOut, cancelled }).map(countOf),
  ];
  return `${kind}(${parts.filter((part) => part !== '').join(', ')})`;
}

/** "AsyncResult(square, 40 of 100 done)"; `end`: how it ended, if it has. */
export function describeCall(
  kind: string,
  { progress, spec }: { readonly progress: Progress; readonly spec?: NamedTask },
  end: string | undefined,
): string {
  const { done, total } = progress;
  const state = end ?? `${done}${total === undefined ? '' : ` of ${total}`} done`;
  return `${kind}(${[spec?.fn.name ?? '', state].filter((part) => part !== '').join(', ')})`;
}

/** Of a task, what is shown. */
export interface NamedTask {
  readonly fn: { readonly name: string };
}

function countOf([name, count]: readonly [name: string, count: number]): string {
  return count === 0 ? '' : `${count} ${name}`;
}
