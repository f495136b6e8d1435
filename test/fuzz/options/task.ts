/** What the workers run; they import this file. */
export function square(x: number, failing: readonly number[]): number {
  if (failing.includes(x)) throw new RangeError(`item ${x}`);
  return x * x;
}

/** The later items end first. */
export async function squareLater(x: number, failing: readonly number[]): Promise<number> {
  for (let turns = (x * 7) % 5; turns > 0; turns -= 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return square(x, failing);
}

/** With the list of failing items beside each item, for the methods that give one argument. */
export function squareOf([x, failing]: readonly [number, readonly number[]]): number {
  return square(x, failing);
}

export async function squareOfLater(pair: readonly [number, readonly number[]]): Promise<number> {
  return squareLater(...pair);
}
