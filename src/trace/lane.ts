/**
 * One worker in a trace: its chunks one after another.
 *
 * What arrives says when it arrived and how long the chunk ran; several that arrive together ended one after another
 * before that. So they are placed from the last to the first, each before the next:
 *
 *    arrived at 10   c1 ran 3, c2 ran 2        c1   ▐███▌
 *                                              c2       ▐██▌      10: arrived
 *
 * A worker that runs several at once tells of each when it ends: there each lies where it was, in the first row that is free.
 */
import type { TraceEvent } from './trace-file.ts';

/** A chunk that a worker has had; times are in µs, as in all of a trace. */
export interface Slice {
  readonly name: string;
  readonly endUs: number;
  readonly durationUs: number;
  readonly args: Readonly<Record<string, unknown>>;
  /** Others may have run at the same time. */
  readonly isOneOfSeveral?: boolean;
}

/** The rows of a worker are lanes to a viewer: their numbers are so far apart that no two workers share one. */
const ROWS_APART = 1_000_000;
/** By how much clocks of the program and its worker may differ before there is one row more. */
const TOLERANCE_US = 1000;

export class Lane {
  readonly #pid: number;
  readonly #tid: number;
  #waiting: Slice[] = [];
  /** Of each row: nothing may begin before. */
  readonly #freeFromUs: number[] = [0];
  #startedAtUs: number | undefined;
  #title = '';

  constructor(pid: number, tid: number) {
    this.#pid = pid;
    this.#tid = tid;
  }

  /** What it is called from now on. */
  name(title: string): TraceEvent {
    this.#title = title;
    return this.#naming(this.#tid, title);
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
    const events: TraceEvent[] = [];
    const ends = slices.some(isOneOfSeveral) ? undefined : endsOf(slices);
    for (const [at, slice] of slices.entries()) {
      const row = ends === undefined ? this.#rowFor(slice, events) : 0;
      events.push(this.#put(row, slice, ends?.[at] ?? slice.endUs));
    }
    return events;
  }

  #put(row: number, { name, durationUs, args }: Slice, wantedUs: number): TraceEvent {
    const freeFromUs = this.#freeFromUs[row] ?? 0;
    const endUs = Math.max(wantedUs, freeFromUs);
    const ts = Math.max(endUs - durationUs, freeFromUs);
    this.#freeFromUs[row] = endUs;
    const tid = this.#tid + row * ROWS_APART;
    return { ph: 'X', name, pid: this.#pid, tid, ts, dur: endUs - ts, args };
  }

  /** Where it fits; a new row is named in `events`. */
  #rowFor({ endUs, durationUs }: Slice, events: TraceEvent[]): number {
    const beginUs = endUs - durationUs + TOLERANCE_US;
    const found = this.#freeFromUs.findIndex((freeFromUs) => freeFromUs <= beginUs);
    if (found >= 0) return found;
    const row = this.#freeFromUs.push(0) - 1;
    events.push(this.#naming(this.#tid + row * ROWS_APART, `${this.#title} · ${row + 1}`));
    return row;
  }

  #naming(tid: number, name: string): TraceEvent {
    return { ph: 'M', name: 'thread_name', pid: this.#pid, tid, ts: 0, args: { name } };
  }
}

function isOneOfSeveral(slice: Slice): boolean {
  return slice.isOneOfSeveral === true;
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
