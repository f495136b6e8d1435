/** What pools do, as metrics: names and units by the semantic conventions of OpenTelemetry (seconds, bytes, `{item}`). */
import { type Meter, type MeterProvider, metrics, type ObservableResult } from '@opentelemetry/api';
import type { ChunkEvent, WorkerEvent } from '../core/base/channels.ts';
import { type Listeners, SCOPE } from './listeners.ts';

/** What is known of one worker. */
interface SeenWorker {
  readonly pool: string;
  isReady: boolean;
  memory: number;
}

export class PoolMetrics {
  readonly listeners: Listeners;
  readonly #workers = new Map<string, SeenWorker>();
  /** By pool: how many items waited when it last told. */
  readonly #queued = new Map<string, number>();
  readonly #stop: () => void;

  constructor(provider: MeterProvider | undefined) {
    const meter = (provider ?? metrics).getMeter(SCOPE);
    const onChunk = this.#measureChunks(meter);
    const onWorker = this.#measureWorkers(meter);
    this.#stop = this.#observe(meter);
    this.listeners = {
      'manyhands:chunk': (event) => onChunk(event as ChunkEvent),
      'manyhands:worker': (event) => onWorker(event as WorkerEvent),
    };
  }

  /** Observes nothing more. */
  stop(): void {
    this.#stop();
  }

  #measureChunks(meter: Meter): (event: ChunkEvent) => void {
    const run = meter.createHistogram('manyhands.chunk.duration', {
      unit: 's',
      description: 'How long workers had a chunk',
    });
    const wait = meter.createHistogram('manyhands.chunk.wait', {
      unit: 's',
      description: 'From the call until the chunk was started',
    });
    const items = meter.createCounter('manyhands.items', {
      unit: '{item}',
      description: 'Items that workers have had',
    });
    return ({ pool, outcome, worker, ...chunk }) => {
      const attributes = { 'manyhands.pool': pool, 'manyhands.outcome': outcome };
      run.record(chunk.runMs / 1000, attributes);
      wait.record(chunk.waitMs / 1000, attributes);
      items.add(chunk.items, attributes);
      this.#queued.set(pool, chunk.queued);
      const seen = this.#workers.get(keyOf(pool, worker));
      if (seen !== undefined && chunk.memory > 0) seen.memory = chunk.memory;
    };
  }

  #measureWorkers(meter: Meter): (event: WorkerEvent) => void {
    const exits = meter.createCounter('manyhands.worker.exits', {
      unit: '{worker}',
      description: 'Workers that have ended',
    });
    return ({ pool, id, event }) => {
      const key = keyOf(pool, id);
      if (event === 'exit') {
        this.#workers.delete(key);
        exits.add(1, { 'manyhands.pool': pool });
        return;
      }
      this.#workers.set(key, { pool, isReady: event === 'ready', memory: 0 });
    };
  }

  /** What is looked at when somebody collects. */
  #observe(meter: Meter): () => void {
    const queued = meter.createObservableGauge('manyhands.items.queued', {
      unit: '{item}',
      description: 'Items that wait for a worker',
    });
    const workers = meter.createObservableGauge('manyhands.workers', {
      unit: '{worker}',
      description: 'Workers that are there',
    });
    const memory = meter.createObservableGauge('manyhands.worker.memory', {
      unit: 'By',
      description: 'Memory of all workers, as they last said',
    });
    const read = [
      [queued, (result: ObservableResult) => this.#readQueued(result)],
      [workers, (result: ObservableResult) => this.#readWorkers(result)],
      [memory, (result: ObservableResult) => this.#readMemory(result)],
    ] as const;
    for (const [gauge, callback] of read) gauge.addCallback(callback);
    return () => {
      for (const [gauge, callback] of read) gauge.removeCallback(callback);
    };
  }

  #readQueued(result: ObservableResult): void {
    for (const [pool, count] of this.#queued) result.observe(count, { 'manyhands.pool': pool });
  }

  #readWorkers(result: ObservableResult): void {
    for (const [pool, all] of this.#byPool()) {
      const ready = all.filter(({ isReady }) => isReady).length;
      for (const [state, count] of Object.entries({ ready, starting: all.length - ready }))
        result.observe(count, { 'manyhands.pool': pool, 'manyhands.worker.state': state });
    }
  }

  #readMemory(result: ObservableResult): void {
    for (const [pool, all] of this.#byPool()) {
      const bytes = all.reduce((sum, { memory }) => sum + memory, 0);
      result.observe(bytes, { 'manyhands.pool': pool });
    }
  }

  #byPool(): Map<string, SeenWorker[]> {
    const pools = new Map<string, SeenWorker[]>();
    for (const worker of this.#workers.values())
      pools.set(worker.pool, [...(pools.get(worker.pool) ?? []), worker]);
    return pools;
  }
}

function keyOf(pool: string, worker: number): string {
  return `${pool} ${worker}`;
}
