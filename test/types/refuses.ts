/** Compiled only: misuse that the compiler has to see. Each line fails to compile if it is let through. */
import { Pool, type ResultIterator, ThreadPool } from 'manyhands';

declare const pool: Pool;

function square(x: number): number {
  return x * x;
}
function join(a: string, b: number): string {
  return `${a}${b}`;
}

export function badArguments(): void {
  // @ts-expect-error the items are no numbers
  void pool.map(square, ['a']);
  // @ts-expect-error a single number cannot be iterated
  void pool.map(square, 5);
  // @ts-expect-error the arguments are in the wrong order
  void pool.apply(join, [1, 'a']);
  // @ts-expect-error an argument is missing
  void pool.apply(join, ['a']);
  // @ts-expect-error there is one argument too many
  void pool.apply(square, [1, 2]);
  // @ts-expect-error the arguments come in a list
  void pool.apply(square, 1);
  // @ts-expect-error a tuple lacks an argument
  void pool.starmap(join, [['a']]);
  // @ts-expect-error starmap takes tuples, map takes items
  void pool.starmap(square, [1, 2]);
  // @ts-expect-error the name of a function is no function
  void pool.map('square', [1]);
}

export function options(): void {
  // @ts-expect-error the option is called chunkSize
  void pool.map(square, [1], { chunksize: 5 });
  // @ts-expect-error chunkSize is a number or 'auto'
  void pool.map(square, [1], { chunkSize: '5' });
  // @ts-expect-error one call of apply has no chunks
  void pool.apply(square, [1], { chunkSize: 5 });
  // @ts-expect-error only the imap family has a buffer
  void pool.map(square, [1], { bufferSize: 5 });
  // @ts-expect-error only the Async calls have callbacks
  void pool.map(square, [1], { callback: () => {} });
  // @ts-expect-error the callback is told numbers, not texts
  void pool.mapAsync(square, [1], { callback: (values: string[]) => values });
  // @ts-expect-error a signal is an AbortSignal
  void pool.map(square, [1], { signal: new AbortController() });
}

export function pools(): void {
  // @ts-expect-error a number of workers is a number
  new Pool('4');
  // @ts-expect-error the option is called workers
  new Pool({ processes: 4 });
  // @ts-expect-error an initializer is a function
  new Pool({ initializer: 'setUp' });
  // @ts-expect-error a ThreadPool has its transport
  new ThreadPool({ transport: 'process' });
  // @ts-expect-error there is no such transport
  new Pool({ transport: 'pigeon' });
  // @ts-expect-error what was resolved cannot be changed
  pool.options.workers = 5;
  // @ts-expect-error the state changes by close and terminate
  pool.state = 'closed';
}

export async function results(iterator: ResultIterator<string>): Promise<void> {
  // @ts-expect-error the results are numbers
  const texts: string[] = await pool.map(square, [1]);
  // @ts-expect-error an iterator is no list
  const list: string[] = iterator;
  void [texts, list];
}
