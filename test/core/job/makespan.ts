/**
 * A pool on paper: workers, tasks of known lengths, and a sizer that cuts them. Nothing takes time but the
 * tasks and the way of each chunk to its worker and back.
 */
import { AutoChunkSize, type ChunkSizer, LOCAL_PACE } from '#dist/core/job/chunk-size.js';

/** Positions of the first task and of the one after the last. */
type Span = readonly [from: number, to: number];

interface Run {
  readonly span: Span;
  /** The first task that was not run: the budget was used up. */
  readonly ranTo: number;
  readonly ranMs: number;
  readonly endMs: number;
}

/** A chunk's way to its worker and back. */
const TRIP_MS = 0.05;

/** When the last task of `work` (times in ms) is done. */
export function makespan(work: readonly number[], workers: number, sizer: ChunkSizer): number {
  const returned: Span[] = [];
  const running: Run[] = [];
  const budgetMs = sizer instanceof AutoChunkSize ? LOCAL_PACE.budgetMs : 0;
  let next = 0;
  let nowMs = 0;

  const cut = (): Span | undefined => {
    const again = returned.shift();
    if (again !== undefined || next >= work.length) return again;
    const from = next;
    next = Math.min(work.length, from + sizer.next(work.length - from));
    return [from, next];
  };

  for (;;) {
    for (let span = running.length < workers ? cut() : undefined; span !== undefined; ) {
      running.push(run(work, span, { nowMs, budgetMs }));
      span = running.length < workers ? cut() : undefined;
    }
    running.sort((a, b) => a.endMs - b.endMs);
    const done = running.shift();
    if (done === undefined) return nowMs;
    nowMs = done.endMs;
    sizer.observe(done.ranTo - done.span[0], done.ranMs);
    returned.unshift(...pieces([done.ranTo, done.span[1]], sizer));
  }
}

function run(
  work: readonly number[],
  span: Span,
  { nowMs, budgetMs }: { readonly nowMs: number; readonly budgetMs: number },
): Run {
  let [ranTo, ranMs] = [span[0], 0];
  while (ranTo < span[1] && (ranTo === span[0] || budgetMs === 0 || ranMs < budgetMs)) {
    ranMs += work[ranTo] ?? 0;
    ranTo += 1;
  }
  return { span, ranTo, ranMs, endMs: nowMs + TRIP_MS + ranMs };
}

function pieces([start, end]: Span, sizer: ChunkSizer): Span[] {
  const spans: Span[] = [];
  for (let from = start; from < end; ) {
    const to = Math.min(end, from + sizer.next());
    spans.push([from, to]);
    from = to;
  }
  return spans;
}
