/** What the page knows: the `hello`, and each `tick` since. */
import {
  byColumn,
  type Column,
  COLUMNS,
  type ErrorKind,
  MAX_KINDS,
  type Hello,
  MAX_TICKS,
  type PoolNow,
  type PoolPast,
  type Program,
  type Tick,
} from '../messages.ts';

const MB = 1_000_000;

export interface Lane {
  from: number;
  readonly share: number[];
  readonly memory: number[];
}

export interface Pool {
  now: PoolNow;
  /** The number of the tick of the first value of all columns. */
  from: number;
  readonly columns: Record<Column, number[]>;
  readonly lanes: Map<number, Lane>;
  readonly errors: Map<number, ErrorKind>;
}

export class Store {
  program: Program | undefined;
  /** When the ticks were; `from` is the number of the first. */
  at: number[] = [];
  from = 0;
  load = 0;
  pools: Map<string, Pool> = new Map();

  takeHello({ program, at, from, pools }: Hello): void {
    this.program = program;
    this.at = [...at];
    this.from = from;
    this.pools = new Map(pools.map((past) => [past.now.label, poolOf(past)]));
  }

  takeTick({ number, at, load, pools }: Tick): void {
    this.at.push(at);
    if (this.at.length > MAX_TICKS) this.at.shift();
    this.from = number + 1 - this.at.length;
    this.load = load;
    const before = this.pools;
    this.pools = new Map(
      pools.map((now) => [now.label, advance(before.get(now.label), now, number)]),
    );
  }
}

function poolOf({ now, from, columns, lanes }: PoolPast): Pool {
  return {
    now,
    from,
    columns: byColumn((name) => [...columns[name]]),
    lanes: new Map(
      lanes.map((lane) => [
        lane.id,
        { from: lane.from, share: [...lane.share], memory: [...lane.memory] },
      ]),
    ),
    errors: new Map(now.errors.map((kind) => [kind.id, kind])),
  };
}

function advance(before: Pool | undefined, now: PoolNow, tick: number): Pool {
  const pool = before ?? poolOf({ now, from: tick, columns: byColumn(() => []), lanes: [] });
  pool.now = now;
  noteErrors(pool.errors, now.errors);
  if (now.sample === undefined) return pool;
  for (const name of COLUMNS) pool.columns[name].push(now.sample[name]);
  if (pool.columns.done.length > MAX_TICKS) {
    for (const name of COLUMNS) pool.columns[name].shift();
    pool.from += 1;
  }
  advanceLanes(pool, tick);
  return pool;
}

/** The latest last, and as many as the program keeps: a message that never comes twice is a kind each time. */
function noteErrors(known: Map<number, ErrorKind>, changed: readonly ErrorKind[]): void {
  for (const kind of changed) {
    known.delete(kind.id);
    known.set(kind.id, kind);
  }
  for (const id of [...known.keys()].slice(0, Math.max(0, known.size - MAX_KINDS)))
    known.delete(id);
}

function advanceLanes({ now, lanes }: Pool, tick: number): void {
  const there = new Set(now.workers.map(({ id }) => id));
  for (const id of lanes.keys()) if (!there.has(id)) lanes.delete(id);
  for (const { id, state, share, memory } of now.workers) {
    if (state === 'dead') continue;
    const lane = lanes.get(id) ?? { from: tick, share: [], memory: [] };
    lanes.set(id, lane);
    lane.share.push(Math.round(share * 100));
    lane.memory.push(Math.round((memory / MB) * 10) / 10);
    if (lane.share.length <= MAX_TICKS) continue;
    lane.share.shift();
    lane.memory.shift();
    lane.from += 1;
  }
}
