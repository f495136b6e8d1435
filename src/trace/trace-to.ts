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
import { CallNames } from './call-names.ts';
import { Counter, type Reading } from './counter.ts';
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

const MB = 1_048_576;

interface TracedPool {
  /** Of its process in the trace. */
  readonly pid: number;
  readonly queued: Counter;
  readonly workers: Map<number, TracedWorker>;
}

interface TracedWorker {
  readonly lane: Lane;
  readonly memory: Counter;
}

class Tracer implements Trace {
  readonly #file: TraceFile;
  /** By its name. */
  readonly #pools = new Map<string, TracedPool>();
  readonly #calls = new CallNames();
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
    for (const { pid, queued, workers } of this.#pools.values()) {
      this.#count(pid, queued, queued.take());
      for (const { lane, memory } of workers.values()) {
        this.#count(pid, memory, memory.take());
        for (const event of lane.place()) this.#file.add(event);
      }
    }
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
    this.#calls.begin(callId, fn === '' ? method : fn);
    const args = { call: callId, ...(items === undefined ? {} : { items }) };
    this.#addCall('b', pool, { callId, name: `${method} ${fn}`.trimEnd(), args });
  }

  #endCall({ pool, callId, method, fn, items, error }: CallEvent): void {
    if (!this.#calls.end(callId)) return; // it began before anybody listened
    const failed = error === undefined ? {} : { error: firstLine(error) };
    const args = { ...(items === undefined ? {} : { items }), ...failed };
    this.#addCall('e', pool, { callId, name: `${method} ${fn}`.trimEnd(), args });
  }

  #addCall(
    ph: 'b' | 'e',
    pool: string,
    { callId, name, args }: { callId: number; name: string; args: Record<string, unknown> },
  ): void {
    const { pid } = this.#poolOf(pool);
    this.#file.add({ ph, cat: 'call', id: callId, name, pid, tid: 0, ts: nowUs(), args });
  }

  #addChunk({ pool, worker, concurrency = 1, ...chunk }: ChunkEvent): void {
    const { callId, items, index, waitMs, runMs, outcome, attempt, queued, memory } = chunk;
    const now = nowUs();
    const args = { call: callId, items, index, waitMs, outcome, attempt };
    const traced = this.#poolOf(pool);
    const one = this.#workerOf(traced, worker);
    const isOneOfSeveral = concurrency > 1;
    const slice = { name: this.#calls.of(callId), endUs: now, durationUs: runMs * 1000, args };
    one.lane.add({ ...slice, isOneOfSeveral });
    this.#count(traced.pid, traced.queued, traced.queued.note(queued, now));
    if (memory > 0) this.#count(traced.pid, one.memory, one.memory.note(memory / MB, now));
  }

  #count(pid: number, { name }: Counter, readings: readonly Reading[]): void {
    for (const { value, ts } of readings)
      this.#file.add({ ph: 'C', name, pid, tid: 0, ts, args: { value } });
  }

  #addWorker(event: WorkerEvent): void {
    const traced = this.#poolOf(event.pool);
    const { lane } = this.#workerOf(traced, event.id);
    switch (event.event) {
      case 'start':
        this.#nameLane(lane, event);
        lane.beginStart(nowUs());
        return;
      case 'ready':
        lane.endStart(nowUs());
        return;
      default: {
        const name = `exit: ${event.reason ?? ''}`;
        this.#file.add({ ph: 'i', s: 't', name, pid: traced.pid, tid: event.id, ts: nowUs() });
      }
    }
  }

  #workerOf({ pid, workers }: TracedPool, id: number): TracedWorker {
    const known = workers.get(id);
    if (known !== undefined) return known;
    const memory = new Counter(`memory of worker ${id} (MB)`);
    const worker = { lane: new Lane(pid, id), memory };
    workers.set(id, worker);
    this.#nameLane(worker.lane, { id });
    return worker;
  }

  #nameLane(lane: Lane, { id, pid, threadId }: Partial<WorkerEvent> & { id: number }): void {
    const place = threadId === undefined ? pid && ` (pid ${pid})` : ` (thread ${threadId})`;
    this.#file.add(lane.name(`worker ${id}${place ?? ''}`));
  }

  #poolOf(name: string): TracedPool {
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const pool = { pid: this.#pools.size + 1, queued: new Counter('queued'), workers: new Map() };
    this.#pools.set(name, pool);
    const args = { name: `pool ${name}` };
    this.#file.add({ ph: 'M', name: 'process_name', pid: pool.pid, tid: 0, ts: 0, args });
    return pool;
  }
}

function nowUs(): number {
  return performance.now() * 1000;
}

/** Of anything that was thrown: looking at it may throw as well. */
function firstLine(error: unknown): string {
  try {
    return String(error).split('\n', 1)[0] ?? '';
  } catch {
    return 'an error that cannot be shown';
  }
}
