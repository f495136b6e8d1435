/** What the tests of this folder have in common. */
import type { Stage } from '../conformance/stage.ts';

/** For `noteAndWait`: it notes `name` and waits at the gate of `stage`. */
export function at<T>(stage: Stage, name: T): [log: string, gate: string, name: T] {
  return [stage.log, stage.gate, name];
}

/** All that comes. */
export async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
