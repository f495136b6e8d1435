/**
 * What pools do, as metrics: names and units by the semantic conventions of OpenTelemetry (seconds, bytes, `{item}`).
 *
 * What has happened is counted as it is told. What is, is read from the pools when somebody collects: a pool all of whose
 * workers are stuck tells nothing, and its queue is what matters then.
 */
import {
  type Attributes,
  type Meter,
  type MeterProvider,
  metrics,
  type ObservableResult,
} from '@opentelemetry/api';
import type { ChunkEvent, WorkerEvent } from '../core/base/channels.ts';
import { knownPools } from '../core/schedule/known-pools.ts';
import type { PoolStats } from '../core/schedule/pool-stats.ts';
import { type Listeners, SCOPE } from './listeners.ts';

/** By what is added to the attributes: numbers of one pool. */
type Read = (stats: PoolStats) => Iterable<readonly [more: Record<string, string>, value: number]>;

export class PoolMetrics {
  readonly listeners: Listeners;
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
    return ({ pool, outcome, ...chunk }) => {
      const attributes = { 'manyhands.pool': pool, 'manyhands.outcome': outcome };
      run.record(chunk.runMs / 1000, attributes);
      wait.record(chunk.waitMs / 1000, attributes);
      items.add(chunk.items, attributes);
    };
  }

  #measureWorkers(meter: Meter): (event: WorkerEvent) => void {
    const exits = meter.createCounter('manyhands.worker.exits', {
      unit: '{worker}',
      description: 'Workers that have ended',
    });
    return ({ pool, event }) => {
      if (event === 'exit') exits.add(1, { 'manyhands.pool': pool });
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
      description: 'Memory of all workers',
    });
    const read = [
      [queued, observing(({ tasks }) => [[{}, tasks.queued]])],
      [workers, observing(workersByState)],
      [memory, observing(({ perWorker }) => [[{}, sum(perWorker.map((one) => one.memory))]])],
    ] as const;
    for (const [gauge, callback] of read) gauge.addCallback(callback);
    return () => {
      for (const [gauge, callback] of read) gauge.removeCallback(callback);
    };
  }
}

/**
 * Observes all pools that have not ended. What was observed before and is not there any more is 0, once: an SDK repeats the
 * last value of what it hears nothing of.
 */
function observing(read: Read): (result: ObservableResult) => void {
  let before = new Map<string, Attributes>();
  return (result) => {
    const now = new Map<string, Attributes>();
    for (const { backend } of knownPools()) {
      if (backend.state === 'terminated') continue;
      for (const [more, value] of read(backend.stats())) {
        const attributes = { 'manyhands.pool': backend.label, ...more };
        result.observe(value, attributes);
        now.set(JSON.stringify(attributes), attributes);
      }
    }
    for (const [key, attributes] of before) if (!now.has(key)) result.observe(0, attributes);
    before = now;
  };
}

const STATES = ['starting', 'idle', 'busy'] as const;

const workersByState: Read = ({ workers }) =>
  STATES.map((state) => [{ 'manyhands.worker.state': state }, workers[state]] as const);

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
