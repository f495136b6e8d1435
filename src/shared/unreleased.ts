/**
 * Tasks that end without giving back what they have acquired: their worker goes on holding it, and others may wait for
 * ever. It is said once.
 */
import { workerContext } from '../core/base/current-worker.ts';
import { WORKER_NEWS } from '../core/base/served.ts';
import type { Held } from './held.ts';

/** What the task that runs now has acquired. */
const acquired = new Set<Held>();
let isSaid = false;

export function noteAcquired(held: Held): void {
  isWorker ||= isOneWorker();
  if (!isWorker) return;
  WORKER_NEWS.onIdle ??= check;
  acquired.add(held);
}

/** Once it is one it stays one. */
let isWorker = false;

/** The program itself may hold what it likes; where workers are inline, others may hold something when one is idle. */
function isOneWorker(): boolean {
  const kind = workerContext()?.kind;
  return kind !== undefined && kind !== 'inline';
}

export function noteReleased(held: Held): void {
  acquired.delete(held);
}

/** An initializer may acquire something for all tasks of its worker. */
function check(after: 'initializer' | 'task'): void {
  const isLeft = acquired.size > 0;
  acquired.clear();
  if (!isLeft || after === 'initializer' || isSaid) return;
  isSaid = true;
  process.emitWarning(
    'a task has ended without releasing a lock that it had acquired: its worker holds it until it ends itself. ' +
      "Write 'await using held = await lock.acquire()', or lock.run(…)",
    { code: 'MANYHANDS_UNRELEASED' },
  );
}
