/**
 * Keeps what a task enters with `AsyncLocalStorage.enterWith` from the tasks after it: they run in the same async
 * context, one after another. What is entered in the part of a task that runs at once is noted, and taken back behind it;
 * what the task does later runs in contexts of its own. Tasks that enter nothing pay for one comparison.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

interface Entered {
  readonly storage: AsyncLocalStorage<unknown>;
  readonly before: unknown;
}

/** Of the present task. `isRunning`: it runs now, and not the program that an inline worker is in. */
export const task: { isRunning: boolean; readonly entered: Entered[] } = {
  isRunning: false,
  entered: [], // oldest first
};

type EnterWith = (this: AsyncLocalStorage<unknown>, store: unknown) => void;

/** Node's own. */
let enterWith: EnterWith | undefined;

/** Has what tasks enter noted from now on. Called once, by the loop. */
export function watchStores(): void {
  if (enterWith !== undefined) return;
  const prototype = AsyncLocalStorage.prototype as AsyncLocalStorage<unknown>;
  enterWith = Reflect.get(prototype, 'enterWith');
  const watched = {
    enterWith(this: AsyncLocalStorage<unknown>, store: unknown): void {
      if (task.isRunning) task.entered.push({ storage: this, before: this.getStore() });
      enterWith?.call(this, store);
    },
  };
  const property = Object.getOwnPropertyDescriptor(prototype, 'enterWith');
  Object.defineProperty(prototype, 'enterWith', { ...property, value: watched.enterWith });
}

/** To be called behind a task that has entered something. */
export function takeBackStores(): void {
  for (let last = task.entered.pop(); last !== undefined; last = task.entered.pop())
    enterWith?.call(last.storage, last.before);
}
