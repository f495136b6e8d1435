/** What a careful program does that has no pool: it cuts the list, and has each piece cloned. */
import type { Crew } from './contestant.ts';
import type { TaskName } from './task-named.ts';

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
