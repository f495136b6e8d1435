/**
 * A worker in the caller's own thread, for debugging and for tests: breakpoints and stacks are
 * ordinary, nothing is started, and nothing can be stopped that does not stop by itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { installWorkerContext, type WorkerContext } from '../base/current-worker.ts';
import type { ToWorker } from '../wire/messages.ts';
import { Loop } from './loop.ts';
import type { Port } from './port.ts';

/** Several inline workers share one thread: which one a task runs in is known by its async context. */
const contexts = new AsyncLocalStorage<() => WorkerContext>();

/** Starts a loop over `port` and returns what to call with each message. */
export function startInline(port: Port): (message: ToWorker) => void {
  const loop = new Loop(port);
  installWorkerContext(() => contexts.getStore()?.());
  return (message) =>
    contexts.run(
      () => loop.context,
      () => loop.receive(message),
    );
}
