/**
 * A task of which every value is sent as it comes: what it returns is iterated, as far as the reader allows.
 *
 *    your function ──► generator ── next ──► say
 *                         ▲                    │
 *                         └── when there is room ┘   nobody reads on: it is closed, and its `finally` runs
 *
 * Loaded with the first chunk of such tasks.
 */
import { isThenable } from '../base/thenable.ts';
import type { TaskFunction } from './task-function.ts';

/** Where the values go. */
export interface ValueLine {
  /** Whether another value is wanted; a promise as long as the reader is behind. */
  mayGoOn(): boolean | Promise<boolean>;
  /** @throws NotSendableError */
  say(value: unknown): void;
}

/** `fn`, with a promise for its result: nothing, when all its values have been sent. */
export function sendingEach(fn: TaskFunction, line: ValueLine): TaskFunction {
  return async (...args) => {
    const returned = await fn(...args);
    const iterator = iteratorOf(returned);
    if (iterator !== undefined) await sendAll(iterator, line);
    else if (await line.mayGoOn()) line.say(returned);
  };
}

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/**
 * What is iterated: generators, iterators that are iterable themselves, and whatever can only be iterated asynchronously.
 * A list is a value.
 */
function iteratorOf(value: unknown): AnyIterator | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const some = value as Partial<AsyncIterable<unknown> & Iterable<unknown> & Iterator<unknown>>;
  if (typeof some[Symbol.asyncIterator] === 'function') return some[Symbol.asyncIterator]?.();
  return typeof some.next === 'function' ? some[Symbol.iterator]?.() : undefined;
}

async function sendAll(iterator: AnyIterator, line: ValueLine): Promise<void> {
  let isAtEnd = false;
  try {
    for (;;) {
      const may = line.mayGoOn();
      if (!(typeof may === 'boolean' ? may : await may)) return;
      isAtEnd = true; // if it throws, it has ended
      const given = iterator.next();
      const next = isThenable(given) ? await given : given;
      if (next.done === true) return;
      isAtEnd = false;
      const { value } = next;
      line.say(isThenable(value) ? await value : value);
    }
  } finally {
    if (!isAtEnd) await iterator.return?.();
  }
}
