/**
 * Finds poison items: those that workers do not survive being given. One may be too large for their heap,
 * say, or its class may never finish reading it. Nobody can see which one it was, because it was never
 * started, and given again with others for ever it would bring the whole pool down.
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

/** Ends that something else may have caused: one in company, one alone. */
const MAX_UNEXPLAINED_ENDS = 2;

/** What becomes of the chunks that a worker had in hand when it ended. */
export interface Triage {
  /** To be run next. */
  readonly next: readonly Chunk[];
  /** To be run after everything else. */
  readonly last: readonly Chunk[];
  /** Lost with the worker: started, or moved there. */
  readonly lost: readonly Chunk[];
  /** The worker did not survive being given them, and no other will be. */
  readonly poisoned: readonly Chunk[];
}

export function triage({ started, unstarted, stage }: ExitReport<Chunk>): Triage {
  const lost = [...started, ...unstarted.filter(({ isMoved }) => isMoved)];
  const [first, ...others] = unstarted.filter(({ isMoved }) => !isMoved);
  if (first === undefined) return { next: [], last: [], lost, poisoned: [] };
  if (lost.length > 0 || stage === 'ended by us') {
    return { next: [first, ...others], last: [], lost, poisoned: [] };
  }
  // A suspect was alone: what came behind it had not been read.
  if (first.isSuspect) return { next: others, lost, ...narrowDown(first) };
  for (const chunk of unstarted) chunk.unstartedEnds = 1;
  return { next: unstarted, last: [], lost, poisoned: [] };
}

function narrowDown(chunk: Chunk): Pick<Triage, 'last' | 'poisoned'> {
  if (chunk.items.length > 1) return { last: chunk.halves(), poisoned: [] };
  chunk.unstartedEnds += 1;
  return chunk.unstartedEnds > MAX_UNEXPLAINED_ENDS
    ? { last: [], poisoned: [chunk] }
    : { last: [chunk], poisoned: [] };
}
