/** The workers of a pool, each with its last ten minutes: how much of each second it worked, and its memory. */
import type { WorkerEvent } from '../core/base/channels.ts';
import type { WorkerView } from '../core/schedule/backend.ts';
import type { WorkerStats } from '../core/schedule/pool-stats.ts';
import type { LanePast, RunningNow, WorkerEnd, WorkerNow } from './messages.ts';
import { Series } from './series.ts';
import { shownName } from './shown-text.ts';

/** How long a worker that has ended stays, and how many of those. */
const ENDED_TICKS = 60;
const MAX_ENDED = 8;
const MAX_LANES = 256;
const MAX_ENDS = 20;
const MB = 1_000_000;

interface Lane {
  now: WorkerNow;
  /** Up to the tick before; undefined: there was none. */
  busyMs: number | undefined;
  readonly share: Series;
  readonly memory: Series;
  endedAtTick: number | undefined;
}

export class Lanes {
  readonly #lanes = new Map<number, Lane>();
  #ends: WorkerEnd[] = [];

  /** The latest first. */
  get ends(): readonly WorkerEnd[] {
    return this.#ends;
  }

  get now(): WorkerNow[] {
    return this.#sorted.map(({ now }) => now);
  }

  get past(): LanePast[] {
    return this.#sorted.map(({ now, share, memory }) => ({
      id: now.id,
      from: share.from,
      share: share.values,
      memory: memory.values,
    }));
  }

  /** Its memory, in MB, a value for each tick. */
  memoryOf(id: number): readonly number[] {
    return this.#lanes.get(id)?.memory.values ?? [];
  }

  note({ id, pid, threadId, event, reason = '' }: WorkerEvent, tick: number): void {
    const place = placeOf(pid, threadId);
    if (event !== 'exit') {
      const lane = this.#laneOf(id, place, tick);
      if (lane !== undefined && event === 'ready') lane.now = { ...lane.now, state: 'idle' };
      return;
    }
    const isUnexpected = !reason.startsWith('ended by us') && !reason.endsWith('exit code 0');
    const how = wordsOf(reason);
    this.#ends.unshift({ id, place, at: Date.now(), reason: how, isUnexpected });
    this.#ends = this.#ends.slice(0, MAX_ENDS);
    const lane = this.#laneOf(id, place, tick);
    if (lane !== undefined) end(lane, tick, how);
  }

  /** `stats` and `views` are about the same workers; of workers that only events tell of there are none. */
  look(stats: readonly WorkerStats[], views: readonly WorkerView[], when: When): void {
    const byId = new Map(views.map((view) => [view.id, view]));
    for (const one of stats) {
      const view = byId.get(one.id);
      const lane = this.#laneOf(one.id, placeOf(one.pid, view?.threadId), when.tick);
      if (lane !== undefined) update(lane, one, { view, ...when });
    }
    const there = new Set(stats.map(({ id }) => id));
    for (const [id, lane] of this.#lanes)
      if (!there.has(id) && stats.length > 0 && lane.endedAtTick === undefined)
        end(lane, when.tick);
    this.#forgetEnded(when.tick);
  }

  get #sorted(): Lane[] {
    return [...this.#lanes.values()].sort((a, b) => a.now.id - b.now.id);
  }

  #laneOf(id: number, place: string, tick: number): Lane | undefined {
    const known = this.#lanes.get(id);
    if (known !== undefined || this.#lanes.size >= MAX_LANES) return known;
    const now = { id, place, state: 'starting', tasks: 0, share: 0, memory: 0 } as const;
    const series = { share: new Series(tick), memory: new Series(tick) };
    const lane: Lane = { now, busyMs: undefined, ...series, endedAtTick: undefined };
    this.#lanes.set(id, lane);
    return lane;
  }

  #forgetEnded(tick: number): void {
    const ended = [...this.#lanes.values()].filter((lane) => lane.endedAtTick !== undefined);
    ended.sort((a, b) => b.now.id - a.now.id);
    for (const [place, { now, endedAtTick = tick }] of ended.entries())
      if (place >= MAX_ENDED || tick - endedAtTick > ENDED_TICKS) this.#lanes.delete(now.id);
  }
}

export interface When {
  readonly tick: number;
  readonly nowMs: number;
  /** Since the tick before. */
  readonly passedMs: number;
}

function end(lane: Lane, tick: number, reason = ''): void {
  const { running: _, ...now } = lane.now;
  lane.now = { ...now, state: 'dead', reason, share: 0 };
  lane.endedAtTick = tick;
}

function update(
  lane: Lane,
  { id, state, tasks, busyMs, memory }: WorkerStats,
  { view, nowMs, passedMs }: When & { readonly view: WorkerView | undefined },
): void {
  const running = runningOf(view, nowMs);
  const workedMs = lane.busyMs === undefined ? -1 : busyMs - lane.busyMs;
  // A cluster does not tell of the times of its workers; and counting may have begun anew.
  const isKnown = workedMs > 0 || (workedMs === 0 && state !== 'busy');
  const share = isKnown ? Math.min(1, workedMs / passedMs) : Number(state === 'busy');
  const place = placeOf(view?.pid ?? 0, view?.threadId);
  lane.now = { id, place, state, tasks, share, memory, ...(running && { running }) };
  lane.busyMs = busyMs;
  lane.share.push(Math.round(share * 100));
  // What grows while it starts is no leak.
  lane.memory.push(state === 'starting' ? 0 : Math.round((memory / MB) * 10) / 10);
}

function runningOf(view: WorkerView | undefined, nowMs: number): RunningNow | undefined {
  const [chunk] = view?.inHand?.values() ?? [];
  if (chunk === undefined) return undefined;
  const { first, settled, items, spec, job } = chunk;
  return {
    fn: shownName(spec.fn.name),
    callId: job.number,
    first: first + Math.min(settled, items.length - 1),
    last: first + items.length - 1,
    ms: Math.max(0, nowMs - (view?.frontSinceMs ?? nowMs)),
  };
}

function placeOf(pid: number, threadId: number | undefined): string {
  return threadId === undefined ? `pid ${pid}` : `thread ${threadId}`;
}

/** "has worked, exit code 7" */
function wordsOf(reason: string): string {
  const [, stage = '', how = reason] = /^([^,]+), (.*)$/.exec(reason) ?? [];
  switch (stage) {
    case 'ready':
    case 'has worked':
    case '':
      return how;
    case 'ended by us':
      return `ended by its pool, ${how}`;
    default:
      return `${stage}: ${how}`;
  }
}
