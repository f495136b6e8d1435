/** The end of a worker in order, where the pool has a finalizer. */
import { FAILURES } from './load-failures.ts';
import type { Port } from './port.ts';
import type { TaskFunction } from './task-function.ts';

/** Runs `finalizer`, then ends the worker. Who takes too long for that is ended by the pool. */
export async function endWith(finalizer: TaskFunction, port: Port): Promise<void> {
  try {
    await finalizer();
  } catch (thrown) {
    const error = await FAILURES.with(({ describeFailure }) => describeFailure(thrown));
    port.end(0, { kind: 'finalizer-failed', error });
    return;
  }
  port.end(0);
}
