/** Functions that the tests of the command run. */
import { report } from 'manyhands';

export interface Numbered {
  readonly id: number;
}

export default function square({ id }: Numbered): { readonly id: number; readonly square: number } {
  return { id, square: id * id };
}

export function same<T>(record: T): T {
  return record;
}

/** Fails for one record in a hundred. */
export function failOnSeven({ id }: Numbered): number {
  if (id % 100 === 7) throw new RangeError(`no ${id}`);
  return id;
}

/** Says so twice, and one of them ends its worker. */
export function reportsThenDies({ id }: Numbered): number {
  report(`begins ${id}`);
  report({ half: id / 2 });
  if (id === 3) process.exit(1);
  return id;
}

/** Takes a millisecond of the processor, so that a run lasts long enough to be disturbed. */
export function spin({ id }: Numbered): Numbered {
  const until = performance.now() + 1;
  while (performance.now() < until);
  return { id };
}

export async function wait({ id }: Numbered): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return id;
}

/** Never answers. */
export async function hang(): Promise<never> {
  const keepAlive = setInterval(() => {}, 1000);
  return await new Promise<never>(() => keepAlive);
}

export function exitOnThree({ id }: Numbered): number {
  if (id === 3) process.exit(9);
  return id;
}

export function echo(value: unknown): unknown {
  return value;
}

export function length(value: { readonly length: number }): number {
  return value.length;
}

export const notAFunction = 42;
