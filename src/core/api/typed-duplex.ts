/** Node's `Duplex` with the types of what goes in and what comes out. */
import type { Duplex } from 'node:stream';

/**
 * What `through` returns: a `Duplex` in object mode to which `T` is written and from which `R` is read, by
 * `for await`, `toArray` and the event `'data'`. (`read()` has Node's own type: `any`.)
 *
 * @example
 * const lengths = pool.through((text: string) => text.length);
 * lengths.write('a');
 * lengths.end('bc');
 * console.log(await lengths.toArray()); // [1, 2]
 */
export interface TypedDuplex<T, R> extends Duplex {
  // Nobody can call what takes `never`: it is what lets the types of `pipe` and `pipeline` pass this, which know
  // streams of text and bytes, and functions that transform anything.
  // oxlint-disable-next-line no-explicit-any -- whatever `pipeline` has before it
  (this: never, source: any): AsyncIterable<R>;
  write(chunk: never, callback?: (error: Error | null | undefined) => void): boolean;
  write(
    chunk: never,
    encoding?: BufferEncoding,
    callback?: (error: Error | null | undefined) => void,
  ): boolean;
  write(chunk: T, callback?: (error: Error | null | undefined) => void): boolean;
  write(
    chunk: T,
    encoding: BufferEncoding,
    callback?: (error: Error | null | undefined) => void,
  ): boolean;
  end(chunk: never, callback?: () => void): this;
  end(chunk: never, encoding?: BufferEncoding, callback?: () => void): this;
  end(callback?: () => void): this;
  end(chunk: T, callback?: () => void): this;
  end(chunk: T, encoding?: BufferEncoding, callback?: () => void): this;
  toArray(options?: { readonly signal?: AbortSignal }): Promise<R[]>;
  on(event: 'data', listener: (chunk: R) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  // oxlint-disable-next-line no-explicit-any -- as Node's own: what an event tells is known by its name only
  on(event: string | symbol, listener: (...args: any[]) => void): this;
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<R>;
}
