/**
 * What stands out in a pool, in words: what somebody who knows pools would see in the numbers, and what can be done about it.
 *
 * Each rule rather says nothing than something wrong: it waits until what it sees has lasted.
 */
import { formatMemory, formatRate, formatTime } from '../progress/format.ts';
import type { Series } from './series.ts';
import type { Lanes } from './lanes.ts';
import {
  type CallNow,
  type Column,
  type ErrorKind,
  type Finding,
  type PoolNow,
  TICK_MS,
  type WorkerNow,
} from './messages.ts';

export interface Seen {
  /** Of the program's own thread, 0 to 1. */
  readonly load: number;
  readonly pool: {
    readonly now: PoolNow;
    readonly lanes: Lanes;
    readonly errors: { readonly all: readonly ErrorKind[] };
  };
  readonly history: Readonly<Record<Column, Series>>;
}

/** No task is stuck before. */
const STUCK_MS = 5000;
/** And not before it has taken so many times as long as 99 of 100 do. */
const STUCK_TIMES = 20;
/** A leak: so much more, MB and share, and for so many ticks. */
const LEAK_MB = 48;
const LEAK_SHARE = 1.5;
const LEAK_TICKS = 12;
/** It is over if nothing has been added for so long. */
const STILL_TICKS = 8;
/** For how many ticks workers have been idle before that means anything. */
const IDLE_TICKS = 4;
const IDLE_SHARE = 0.6;
const BUSY_PROGRAM = 0.9;
const RECENT_MS = 60_000;
const FAILING_SHARE = 0.2;
const MAX_NAMED = 3;
const MB = 1_000_000;

export function findIn(seen: Seen): Finding[] {
  const losses = poison(seen);
  const ends = losses.length > 0 ? losses : deaths(seen); // the item tells more than the worker
  return [...ends, ...[stuck, leaks, quarantines, starved, failing].flatMap((rule) => rule(seen))];
}

function stuck({ pool: { now } }: Seen): Finding[] {
  const { p99 } = now.totals.run;
  const isStuck = ({ running }: WorkerNow): boolean => {
    if (running === undefined) return false;
    const items = running.last - running.first + 1;
    return running.ms > Math.max(STUCK_MS, STUCK_TIMES * p99 * items);
  };
  return now.workers
    .filter(isStuck)
    .slice(0, MAX_NAMED)
    .map(({ id, running }) => {
      const { fn = '', first = 0, ms: passed = 0 } = running ?? {};
      const usual = p99 > 0 ? `; 99 of 100 tasks take less than ${formatTime(p99)}` : '';
      return {
        kind: 'stuck',
        text: `Worker ${id} has been running ${fn}, item ${first}, for ${formatTime(passed)}${usual}.`,
        advice: 'Is it stuck? A timeout ends such a task, and its worker.',
        workers: [id],
      };
    });
}

/** An item that has taken its worker with it. */
function poison({ pool: { errors } }: Seen): Finding[] {
  const lost = errors.all.filter(
    ({ name, lastAt }) => name === 'WorkerLostError' && isRecent(lastAt),
  );
  return lost.slice(-MAX_NAMED).map(({ id, fn, items, count, message }) => ({
    kind: 'poison',
    text: `${fn} lost ${count === 1 ? 'an item' : `${count} items`} with ${count === 1 ? 'its worker' : 'their workers'}: ${items.length === 1 ? 'item' : 'items'} ${items.join(', ')}${items.length < count ? ' …' : ''}.`,
    advice: message,
    workers: [],
    about: `${id}`,
  }));
}

function deaths({ pool: { now } }: Seen): Finding[] {
  const recent = now.ends.filter(({ isUnexpected, at }) => isUnexpected && isRecent(at));
  const [latest] = recent;
  if (latest === undefined) return [];
  const count = recent.length === 1 ? 'A worker has' : `${recent.length} workers have`;
  return [
    {
      kind: 'deaths',
      text: `${count} ended unasked within the last minute; the latest is worker ${latest.id}: ${latest.reason}.`,
      advice: 'What it had in hand fails, or runs again if there are retries.',
      workers: recent.map(({ id }) => id),
    },
  ];
}

function leaks({ pool: { now, lanes } }: Seen): Finding[] {
  const grown = now.workers.flatMap(({ id, state }) => {
    const growth = state === 'dead' ? undefined : growthOf(lanes.memoryOf(id));
    return growth === undefined ? [] : [{ id, ...growth }];
  });
  const [most] = [...grown].sort((a, b) => b.to - a.to);
  if (most === undefined) return [];
  const { id, from, to, ticks } = most;
  const all = grown.length === 1 ? '' : `, and that of ${grown.length - 1} more`;
  return [
    {
      kind: 'leak',
      text: `The memory of worker ${id} grows without falling: from ${formatMemory(from * MB)} to ${formatMemory(to * MB)} in ${formatTime(ticks * TICK_MS)}${all}.`,
      advice: 'A leak in its tasks? maxMemoryPerChild or maxTasksPerChild replaces it in time.',
      workers: grown.map((worker) => worker.id),
    },
  ];
}

/** Each quarter of the time lies above the one before, and the end well above the beginning. */
function growthOf(
  memory: readonly number[],
): { from: number; to: number; ticks: number } | undefined {
  const known = memory.slice(memory.findIndex((value) => value > 0)).slice(-LEAK_TICKS * 10);
  if (known.length < LEAK_TICKS) return undefined;
  const quarter = Math.floor(known.length / 4);
  const lows = [0, 1, 2, 3].map((n) => Math.min(...known.slice(n * quarter, (n + 1) * quarter)));
  const isRising = lows.every((low, n) => n === 0 || low > (lows[n - 1] ?? 0));
  const [from = 0] = lows;
  const to = known.at(-1) ?? 0;
  const isMuch = to - from > LEAK_MB && to > from * LEAK_SHARE;
  const isGoingOn = to > (known.at(-STILL_TICKS) ?? to);
  return isRising && isMuch && isGoingOn ? { from, to, ticks: known.length } : undefined;
}

/** Hosts of a cluster that take nothing because of their failures. */
function quarantines({ pool: { now } }: Seen): Finding[] {
  return now.hosts
    .filter(({ state }) => state === 'quarantined')
    .slice(0, MAX_NAMED)
    .map(({ id, name, pid, failures }) => ({
      kind: 'host',
      text: `Host ${name} (pid ${pid}) takes nothing for a while: ${failures} of its chunks could not be run there.`,
      advice:
        'It lacks something that the tasks need, or their initializer fails: its log says what.',
      workers: [],
      about: id,
    }));
}

/** Workers have nothing to do although a call is under way: who lets them wait? */
function starved({ load, pool: { now }, history }: Seen): Finding[] {
  const ready = now.workers.filter(({ state }) => state === 'idle' || state === 'busy').length;
  const busy = history.busy.latest(IDLE_TICKS);
  const mean = busy.reduce((sum, value) => sum + value, 0) / IDLE_TICKS;
  const call = now.calls.find(({ endedAt }) => endedAt === undefined);
  if (call === undefined || ready === 0 || busy.length < IDLE_TICKS) return [];
  if (mean / ready > IDLE_SHARE) return [];
  const isUsed = `workers are busy ${Math.round((mean / ready) * 100)} % of their time`;
  const name = `${call.method} ${call.fn}`;
  if (load > BUSY_PROGRAM) {
    return [
      {
        kind: 'program',
        text: `The program itself is busy ${Math.round(load * 100)} % of its time, and hands out work late: ${isUsed}.`,
        advice:
          'What it computes between tasks could be done in the tasks; larger chunks help as well.',
        workers: [],
      },
    ];
  }
  if (Math.max(...history.queued.latest(IDLE_TICKS)) > ready) return [];
  if (call.waitsFor === 'task') return behindOne(call, now.workers, isUsed);
  return waiting(call.waitsFor, `${name} (${formatRate(call.rate)}): ${isUsed}`);
}

/** Everything that may be read ahead has been done, but for the item whose turn it is. */
function behindOne(
  { id, method, fn }: CallNow,
  workers: readonly WorkerNow[],
  isUsed: string,
): Finding[] {
  const running = workers.flatMap(({ running: one }) => (one?.callId === id ? [one.first] : []));
  const item = running.length === 0 ? 'a task' : `item ${Math.min(...running)}`;
  return [
    {
      kind: 'order',
      text: `The workers wait for ${item} of ${method} ${fn}, behind which its bufferSize is used up: ${isUsed}.`,
      advice: 'A larger bufferSize lets them work ahead; imapUnordered gives results as they come.',
      workers: [],
    },
  ];
}

function waiting(waitsFor: 'source' | 'reader' | undefined, what: string): Finding[] {
  switch (waitsFor) {
    case 'source':
      return [
        {
          kind: 'source',
          text: `The workers wait for the source of ${what}.`,
          advice: 'Its input comes slowly. More workers will not make it faster.',
          workers: [],
        },
      ];
    case 'reader':
      return [
        {
          kind: 'reader',
          text: `The workers wait for whoever reads the results of ${what}.`,
          advice: 'A larger bufferSize lets them work ahead; a faster reader is better.',
          workers: [],
        },
      ];
    default:
      return [];
  }
}

function failing({ pool: { errors }, history }: Seen): Finding[] {
  const sum = (series: Series): number =>
    series.latest(RECENT_MS / 1000).reduce((a, b) => a + b, 0);
  const failed = sum(history.failed);
  const share = failed / Math.max(1, failed + sum(history.done));
  const most = [...errors.all].sort((a, b) => b.count - a.count)[0];
  if (share < FAILING_SHARE || failed < 3 || most === undefined) return [];
  return [
    {
      kind: 'errors',
      text: `${Math.round(share * 100)} % of the last minute's tasks failed, most with ${most.name}: ${most.message.split('\n', 1)[0] ?? ''}`,
      advice: 'The errors below have a stack for each kind.',
      workers: [],
    },
  ];
}

function isRecent(at: number): boolean {
  return Date.now() - at < RECENT_MS;
}
