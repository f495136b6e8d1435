/**
 * One worker in a trace: its chunks one after another.
 *
 * What arrives says when it arrived and how long the chunk ran; several that arrive together ended one after another
 * before that. So they are placed from the last to the first, each before the next:
 *
 *    arrived at 10   c1 ran 3, c2 ran 2        c1   ▐███▌
 *                                              c2       ▐██▌      10: arrived
 */
import type { TraceEvent } from './trace-file.ts';

/** A chunk that a worker has had; times are in µs, as in all of a trace. */
export interface Slice {
  readonly name: string;
  readonly endUs: number;
  readonly durationUs: number;
  readonly args: Readonly<Record<string, unknown>>;
}

export class Lane {
  readonly #pid: number;
  readonly #tid: number;
  #waiting: Slice[] = [];
  /** Nothing may begin before. */
  #freeFromUs = 0;
  #startedAtUs: number | undefined;

  constructor(pid: number, tid: number) {
    this.#pid = pid;
    this.#tid = tid;
  }

  add(slice: Slice): void {
    this.#waiting.push(slice);
  }

  /** The worker is being started. */
  beginStart(nowUs: number): void {
    this.#startedAtUs = nowUs;
  }

  /** It is ready: its start is a slice of its own. */
  endStart(nowUs: number): void {
    if (this.#startedAtUs === undefined) return;
    const durationUs = nowUs - this.#startedAtUs;
    this.#startedAtUs = undefined;
    this.add({ name: 'start', endUs: nowUs, durationUs, args: {} });
  }

  /** What has been added, as events that do not overlap; nothing of it is kept. */
  place(): TraceEvent[] {
    const slices = this.#waiting;
    this.#waiting = [];
    const ends = endsOf(slices);
    return slices.map(({ name, durationUs, args }, at) => {
      const endUs = Math.max(ends[at] ?? 0, this.#freeFromUs);
      const ts = Math.max(endUs - durationUs, this.#freeFromUs);
      this.#freeFromUs = endUs;
      return { ph: 'X', name, pid: this.#pid, tid: this.#tid, ts, dur: endUs - ts, args };
    });
  }
}

/** When each has ended at the latest: before the next began. */
function endsOf(slices: readonly Slice[]): number[] {
  const ends = slices.map(({ endUs }) => endUs);
  for (let at = slices.length - 2; at >= 0; at -= 1) {
    const next = slices[at + 1];
    if (next === undefined) continue; // there is one
    const beginsUs = (ends[at + 1] ?? next.endUs) - next.durationUs;
    ends[at] = Math.min(ends[at] ?? beginsUs, beginsUs);
  }
  return ends;
}
