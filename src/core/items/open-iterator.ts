/**
 * How to iterate what is given, and how to make it stop waiting.
 *
 * The protocol's own `return()` is enough for a source that is between two items. One that waits for
 * an item does not hear it: an async generator answers `return()` after the item, which may never
 * come. Node's and the web's streams can be told by other means, and are.
 */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { isAsyncIterable } from './read-items.ts';

/**
 * What a call can be made over: whatever can be iterated, at once or bit by bit.
 *
 * @example
 * const rootsOf = async (items: Items<number>) => await pool.map(Math.sqrt, items);
 * console.log(await rootsOf(new Set([4, 9])), await rootsOf(Readable.from([16]))); // [ 2, 3 ] [ 4 ]
 */
export type Items<T> = Iterable<T> | AsyncIterable<T>;

export interface OpenIterator {
  readonly iterator: Iterator<unknown> | AsyncIterator<unknown>;
  /** Ends a wait for the next item, where that can be done; to be called after `return()`. */
  stopWaiting(): void;
}

/** Throws what the source throws. */
export function openIterator(items: Items<unknown>): OpenIterator {
  if (isWebStream(items)) return openWebStream(items);
  const stopWaiting = (): void => {
    if (items instanceof Readable) items.destroy();
  };
  const iterator = isAsyncIterable(items)
    ? items[Symbol.asyncIterator]()
    : items[Symbol.iterator]();
  return { iterator, stopWaiting };
}

/** What makes web streams is loaded for what may be one only: it takes milliseconds. */
function isWebStream(items: Items<unknown>): items is ReadableStream<unknown> {
  if (!isAsyncIterable(items)) return false;
  return items instanceof process.getBuiltinModule('node:stream/web').ReadableStream;
}

/** As the stream's own iterator, but its `return()` cancels a stream that is waiting, too. */
function openWebStream(stream: ReadableStream<unknown>): OpenIterator {
  const reader = stream.getReader();
  const iterator: AsyncIterator<unknown> = {
    next: async () => {
      const { done, value } = await reader.read();
      if (!done) return { done, value };
      reader.releaseLock();
      return { done, value: undefined };
    },
    return: async () => {
      await reader.cancel();
      reader.releaseLock();
      return { done: true, value: undefined };
    },
  };
  return { iterator, stopWaiting: () => {} };
}
