/**
 * `manyhands/trace`: what pools do, as a file for Perfetto (ui.perfetto.dev) or chrome://tracing.
 *
 *    calls      ▐ map square ████████████████████▌
 *    worker 1   ▐start▌ square ▌ square  ▌
 *    worker 2   ▐start  ▌ square ▌ square ▌ ▼ exit code 7
 *    queued     ▁▇▆▅▃▂▁
 *
 * Listens to the channels of `core/base/channels.ts` and to nothing else; each pool is a process of the trace.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { CallEvent, ChunkEvent, WorkerEvent } from '../core/base/channels.ts';
import { Lane } from './lane.ts';
import { TraceFile } from './trace-file.ts';

/**
 * A trace that is being written. Its end, by `await using`, closes the file; so does the end of the program.
 *
 * @example
 * const trace: Trace = traceTo('run.json');
 * await pool.map(Math.sqrt, [4, 9]);
 * trace.close();
 */
export interface Trace extends AsyncDisposable {
  /** Writes what is left, and closes the file. May be repeated. */
  close(): void;
}

/**
 * Writes what all pools of the program do from now on to `file`, which is made anew. The file can be opened at any
 * moment, also if the program crashes before it is closed.
 *
 * @throws what the system says if the file cannot be written
 * @example
 * await using trace = traceTo('run.json');
 * await pool.map((x: number) => x * x, [1, 2, 3]);
 */
export function traceTo(file: string | URL): Trace {
  const tracer = new Tracer(new TraceFile(file, () => tracer.place()));
  tracer.listen();
  return tracer;
}

/** The calls whose names are remembered, for chunks that come after their end. */
const MAX_CALLS = 10_000;
const MB = 1_048_576;

class Tracer implements Trace {
  readonly #file: TraceFile;
  /** By the name of the pool: the number of its process in the trace. */
  readonly #pools = new Map<string, number>();
  readonly #lanes = new Map<string, Lane>();
  /** By its id: what a call is called. */
  readonly #calls = new Map<number, string>();
  /** By the name of its channel, which says what it carries. */
  readonly #listeners: Readonly<Record<string, (event: unknown) => void>> = {
    'tracing:manyhands:call:start': (event) => this.#beginCall(event as CallEvent),
    'tracing:manyhands:call:asyncEnd': (event) => this.#endCall(event as CallEvent),
    'manyhands:chunk': (event) => this.#addChunk(event as ChunkEvent),
    'manyhands:worker': (event) => this.#addWorker(event as WorkerEvent),
  };
  readonly #onExit = (): void => this.close();

  constructor(file: TraceFile) {
    this.#file = file;
  }

  listen(): void {
    for (const [name, listener] of Object.entries(this.#listeners)) subscribe(name, listener);
    process.once('exit', this.#onExit);
  }

  /** What is known of chunks by now becomes events. */
  place(): void {
    for (const lane of this.#lanes.values())
      for (const event of lane.place()) this.#file.add(event);
  }

  close(): void {
    for (const [name, listener] of Object.entries(this.#listeners)) unsubscribe(name, listener);
    process.off('exit', this.#onExit);
    this.#file.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #beginCall({ pool, callId, method, fn, items }: CallEvent): void {
    const name = fn === '' ? method : fn;
    this.#calls.set(callId, name);
    if (this.#calls.size > MAX_CALLS) this.#calls.delete(oldest(this.#calls));
    const args = { call: callId, ...(items === undefined ? {} : { items }) };
    this.#addCall('b', pool, { callId, name: `${method} ${fn}`.trimEnd(), args });
  }

  #endCall({ pool, callId, method, fn, items, error }: CallEvent): void {
    const failed = error === undefined ? {} : { error: firstLine(error) };
    const args = { ...(items === undefined ? {} : { items }), ...failed };
    this.#addCall('e', pool, { callId, name: `${method} ${fn}`.trimEnd(), args });
  }

  #addCall(
    ph: 'b' | 'e',
    pool: string,
    { callId, name, args }: { callId: number; name: string; args: Record<string, unknown> },
  ): void {
    const pid = this.#pidOf(pool);
    this.#file.add({ ph, cat: 'call', id: callId, name, pid, tid: 0, ts: nowUs(), args });
  }

  #addChunk({ pool, worker, ...chunk }: ChunkEvent): void {
    const { callId, items, index, waitMs, runMs, outcome, attempt, queued, memory } = chunk;
    const pid = this.#pidOf(pool);
    const name = this.#calls.get(callId) ?? `call ${callId}`;
    const args = { call: callId, items, index, waitMs, outcome, attempt };
    this.#laneOf(pool, worker).add({ name, endUs: nowUs(), durationUs: runMs * 1000, args });
    this.#addCounter(pid, 'queued', queued);
    if (memory > 0) this.#addCounter(pid, `memory of worker ${worker} (MB)`, memory / MB);
  }

  #addCounter(pid: number, name: string, value: number): void {
    this.#file.add({ ph: 'C', name, pid, tid: 0, ts: nowUs(), args: { value } });
  }

  #addWorker(event: WorkerEvent): void {
    const lane = this.#laneOf(event.pool, event.id);
    switch (event.event) {
      case 'start':
        this.#nameLane(event);
        lane.beginStart(nowUs());
        return;
      case 'ready':
        lane.endStart(nowUs());
        return;
      default: {
        const pid = this.#pidOf(event.pool);
        const name = `exit: ${event.reason ?? ''}`;
        this.#file.add({ ph: 'i', s: 't', name, pid, tid: event.id, ts: nowUs() });
      }
    }
  }

  #laneOf(pool: string, worker: number): Lane {
    const key = `${pool} ${worker}`;
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = new Lane(this.#pidOf(pool), worker);
      this.#lanes.set(key, lane);
      this.#nameLane({ pool, id: worker });
    }
    return lane;
  }

  #nameLane({
    pool,
    id,
    pid,
    threadId,
  }: Partial<WorkerEvent> & { pool: string; id: number }): void {
    const place = threadId === undefined ? pid && ` (pid ${pid})` : ` (thread ${threadId})`;
    this.#addName('thread_name', this.#pidOf(pool), {
      tid: id,
      name: `worker ${id}${place ?? ''}`,
    });
  }

  #pidOf(pool: string): number {
    const known = this.#pools.get(pool);
    if (known !== undefined) return known;
    const pid = this.#pools.size + 1;
    this.#pools.set(pool, pid);
    this.#addName('process_name', pid, { tid: 0, name: `pool ${pool}` });
    return pid;
  }

  #addName(
    what: 'process_name' | 'thread_name',
    pid: number,
    { tid, name }: { readonly tid: number; readonly name: string },
  ): void {
    this.#file.add({ ph: 'M', name: what, pid, tid, ts: nowUs(), args: { name } });
  }
}

function nowUs(): number {
  return performance.now() * 1000;
}

function oldest(calls: ReadonlyMap<number, string>): number {
  const [first = 0] = calls.keys();
  return first;
}

/** Of anything that was thrown: looking at it may throw as well. */
function firstLine(error: unknown): string {
  try {
    return String(error).split('\n', 1)[0] ?? '';
  } catch {
    return 'an error that cannot be shown';
  }
}
