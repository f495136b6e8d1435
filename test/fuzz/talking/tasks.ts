/** What the workers run; they import this file. */
import { report } from 'manyhands';
import type { Queue, Remote } from 'manyhands/shared';

export function* countTo(n: number): Generator<number> {
  for (let i = 0; i < n; i += 1) yield i;
}

export function reportAll(n: number): number {
  for (const i of countTo(n)) report(i);
  return n;
}

export async function fill(queue: Queue<number>, n: number): Promise<number> {
  for (const i of countTo(n)) await queue.put(i);
  await queue.close();
  return n;
}

export async function drain(queue: Queue<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const x of queue) all.push(x);
  return all;
}

export async function throughServed(
  served: Remote<{ add(x: number): number }>,
  n: number,
): Promise<number> {
  let last = 0;
  for (const i of countTo(n)) last = await served.add(i);
  return last;
}
