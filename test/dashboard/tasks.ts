/** What the workers of the dashboard's tests do. */
import { currentWorker } from 'manyhands';

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

export function exitAtTwo(x: number): number {
  if (x === 2) process.exit(7);
  return x;
}

export function stayAtFive(x: number): number {
  if (x === 5) stay();
  return x;
}

const kept: Buffer[] = [];

/** The worker in the first place keeps 400 kB for each of its items, for ever. */
export async function leakInOne(x: number): Promise<number> {
  if (currentWorker()?.slot === 0) kept.push(Buffer.alloc(400_000, 1));
  await new Promise((resolve) => setTimeout(resolve, 50));
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
