/** Ways to read an iterator of results to its end. */
import type { ResultIterator } from 'manyhands';

/** All results; fails at the first error, as `for await` does. */
export async function readAll<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

/** Every outcome up to the end: a value as itself, an error as what `name` makes of it. */
export async function readOutcomes<T>(
  results: ResultIterator<T>,
  name: (error: unknown) => unknown = nameOf,
): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for (;;) {
    try {
      const { done, value } = await results.next();
      if (done === true) return outcomes;
      outcomes.push(value);
    } catch (error) {
      outcomes.push(name(error));
    }
  }
}

/** What a test compares of an error: its class and message, or the thing that was thrown. */
export function nameOf(error: unknown): unknown {
  return error instanceof Error ? `${error.name}: ${error.message}` : error;
}
