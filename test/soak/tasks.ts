/** What the workers do in a soak. Each notes that it ran, once per run, in a file that only grows. */
import { appendFileSync } from 'node:fs';

/** The ledger is the first argument everywhere: an item is `[ledger, id]`. */
export type Item = readonly [ledger: string, id: number];

/** Any of the tasks below. */
export type AnyTask = (item: Item) => unknown;

export function expected(id: number): number {
  return id * 3 + 1;
}

export function work([ledger, id]: Item): number {
  appendFileSync(ledger, `${id}\n`);
  return expected(id);
}

export async function workSlowly([ledger, id]: Item): Promise<number> {
  appendFileSync(ledger, `${id}\n`);
  await new Promise((resolve) => setTimeout(resolve, id % 7));
  return expected(id);
}

export function workHard([ledger, id]: Item): number {
  appendFileSync(ledger, `${id}\n`);
  const end = performance.now() + (id % 5);
  while (performance.now() < end);
  return expected(id);
}

/** Every fifth fails. */
export function workOrThrow([ledger, id]: Item): number {
  appendFileSync(ledger, `${id}\n`);
  if (id % 5 === 0) throw new RangeError(`no luck with ${id}`);
  return expected(id);
}

export function exit([ledger, id]: Item): never {
  appendFileSync(ledger, `${id}\n`);
  return process.exit(id % 256);
}

/** Needs more memory than the pools of a soak allow. */
export function fillHeap([ledger, id]: Item): never {
  appendFileSync(ledger, `${id}\n`);
  const kept: unknown[] = [];
  for (;;) kept.push(new Array(10_000).fill({}));
}

export async function throwLate([ledger, id]: Item): Promise<never> {
  appendFileSync(ledger, `${id}\n`);
  setTimeout(() => {
    throw new RangeError(`no luck with ${id}`);
  }, 0);
  return await new Promise(() => {});
}

export async function hang([ledger, id]: Item): Promise<never> {
  appendFileSync(ledger, `${id}\n`);
  return await new Promise(() => {});
}

export function loop([ledger, id]: Item): never {
  appendFileSync(ledger, `${id}\n`);
  for (;;);
}

/** A result that cannot cross. */
export function unsendable([ledger, id]: Item): () => void {
  appendFileSync(ledger, `${id}\n`);
  return () => {};
}

/** A result that takes several reads to arrive. */
export function large([ledger, id]: Item): string {
  appendFileSync(ledger, `${id}\n`);
  return String(id).repeat(100_000);
}
