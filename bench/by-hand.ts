/** What a careful program does that has no pool: it cuts the list, and has each piece cloned. */
import type { Contestant, Crew } from './contestant.ts';
import type { TaskName } from './task-named.ts';

/** Nothing but Node; another build of this package has a `map`. */
export function isByHand(contestant: Contestant): boolean {
  return contestant.package === undefined;
}

const PIECES = 8;

/** `task` is given a piece, and gives it back changed. */
export async function mapByHand(
  crew: Crew,
  task: TaskName,
  items: readonly unknown[],
): Promise<unknown[]> {
  const length = Math.ceil(items.length / PIECES);
  const pieces = Array.from({ length: PIECES }, (_, i) =>
    items.slice(i * length, (i + 1) * length),
  );
  const results = await Promise.all(pieces.map((piece) => crew.run(task, piece)));
  return (results as unknown[][]).flat(); // as the task gives them
}
