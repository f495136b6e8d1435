/** What the workers of the dashboard's tests do. */

export function double(x: number): number {
  return 2 * x;
}

export function refuse(x: number): number {
  throw new RangeError(`not ${x}`);
}

/** A kind of error for each item, and a long one. */
export function refuseAtLength(x: number): number {
  throw new RangeError(`${'ab'.repeat(x)} ${'long '.repeat(1000)}`);
}

export function stay(): never {
  for (;;);
}

export function exitAtFour(x: number): number {
  if (x === 4) process.exit(7);
  return x;
}

export async function pause(x: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return x;
}

export function hostile(text: string): never {
  const error = new Error(text);
  error.name = text;
  throw error;
}
Object.defineProperty(hostile, 'name', { value: '<img src=x onerror=alert(1)>' });
