/**
 * Finds the item that workers do not survive being given: one that is too large for their heap, say, or
 * that its class never finishes reading. Nobody can see which one it was, because it was never started,
 * and given again with others for ever it would bring the whole pool down.
 *
 *    in hand when a worker ended before it started any    given alone from now on
 *    given alone, and the worker ended again              halved, and in the end an item is alone
 *    an item alone, and the worker ended twice            fails, and everything else goes on
 *
 * What has ended a worker waits behind everything else, so that between two such ends other work is done,
 * if there is any: workers that end whatever they are given are the crew's affair (`handle/restart-policy.ts`).
 */
import type { ExitReport } from '../handle/exit-report.ts';
import type { Chunk } from '../job/chunk.ts';

/** Ends that may be somebody else's fault: one in company, one alone. */
const MAX_BAD_LUCK = 2;

/** What becomes of the chunks that were in a worker's hands when it ended. */
export interface Findings {
  /** To be run next. */
  readonly next: readonly Chunk[];
  /** To be run after everything else. */
  readonly last: readonly Chunk[];
  /** Lost with the worker: started, or moved there. */
  readonly gone: readonly Chunk[];
  /** What the worker did not survive, and what no other will be given. */
  readonly guilty: readonly Chunk[];
}

/** Whether `chunk` must be given to a worker that has nothing else in hand, in a message of its own. */
export function isSuspect(chunk: Chunk): boolean {
  return chunk.suspicion > 0;
}

export function examine({ started, unstarted, stage }: ExitReport<Chunk>): Findings {
  const gone = [...started, ...unstarted.filter(({ isMoved }) => isMoved)];
  const [first, ...others] = unstarted.filter(({ isMoved }) => !isMoved);
  if (first === undefined) return { next: [], last: [], gone, guilty: [] };
  if (gone.length > 0 || stage === 'ended by us') {
    return { next: [first, ...others], last: [], gone, guilty: [] };
  }
  // A suspect was alone: what came behind it had not been read.
  if (isSuspect(first)) return { next: others, gone, ...accuse(first) };
  for (const chunk of unstarted) chunk.suspicion = 1;
  return { next: unstarted, last: [], gone, guilty: [] };
}

function accuse(chunk: Chunk): Pick<Findings, 'last' | 'guilty'> {
  const { length } = chunk.items;
  if (length > 1) {
    const half = length >> 1;
    return { last: [chunk.part(0, half), chunk.part(half, length)], guilty: [] };
  }
  chunk.suspicion += 1;
  return chunk.suspicion > MAX_BAD_LUCK
    ? { last: [], guilty: [chunk] }
    : { last: [chunk], guilty: [] };
}
