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

/** What the present task has entered, oldest first. */
const entered: Entered[] = [];
/** Whether a task runs, and not the program that an inline worker is in. */
let isInTask = false;

/** Begins a task; `leaveTask` ends the part of it that runs at once. */
export function enterTask(): void {
  if (!isWatching) watch();
  isInTask = true;
}

export function leaveTask(): void {
  isInTask = false;
  takeBackStores();
}

/** Between two tasks. */
export function takeBackStores(): void {
  while (entered.length > 0) {
    const last = entered.pop();
    if (last !== undefined) enterWith?.call(last.storage, last.before);
  }
}

let isWatching = false;
let enterWith: ((this: AsyncLocalStorage<unknown>, store: unknown) => void) | undefined;

function watch(): void {
  isWatching = true;
  const prototype = AsyncLocalStorage.prototype as AsyncLocalStorage<unknown>;
  enterWith = Reflect.get(prototype, 'enterWith') as typeof enterWith;
  const watched = {
    enterWith(this: AsyncLocalStorage<unknown>, store: unknown): void {
      if (isInTask) entered.push({ storage: this, before: this.getStore() });
      enterWith?.call(this, store);
    },
  };
  const property = Object.getOwnPropertyDescriptor(prototype, 'enterWith');
  Object.defineProperty(prototype, 'enterWith', { ...property, value: watched.enterWith });
}
