/** Compiled only: ranges as items. */
import { type Pool, type Range, range } from 'manyhands';

declare const pool: Pool;

function square(x: number): number {
  return x * x;
}

export async function uses(): Promise<void> {
  const numbers: Range = range(10);
  const { start, step, length }: { start: number; step: number; length: number } = range(1, 10, 2);
  const squares: number[] = await pool.map(square, numbers);
  for await (const each of pool.imap(square, range(start, length, step))) squares.push(each);
  for (const each of range(3)) squares.push(each);
}

export function misuse(): void {
  // @ts-expect-error a range has an end
  range();
  // @ts-expect-error its end is a number
  range('10');
  // @ts-expect-error there are no ranges of bigints
  range(10n);
  // @ts-expect-error the third is the step, and there is no fourth
  range(0, 10, 1, 1);
  // @ts-expect-error a range never changes
  range(10).step = 2;
  // @ts-expect-error it has no elements: it is iterated
  void range(10)[3];
  // @ts-expect-error its items are numbers
  void pool.map((text: string) => text, range(10));
  // @ts-expect-error and no lists of arguments
  void pool.starmap(square, range(10));
}
