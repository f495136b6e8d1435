/**
 * `manyhands/otel`: what pools tell (`core/base/channels.ts`), as spans and metrics.
 *
 *    program   call span ──┬── chunk spans, one for each time a worker has had a chunk
 *                          │ carrier
 *    worker                └── the spans that tasks make
 *
 * In the program it listens to the channels. In a worker, where an initializer calls it, it puts each task into the
 * context of its call. It decides nothing about where spans and metrics go: that is the SDK's.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ownOptions } from '../core/base/check.ts';
import { context, type MeterProvider, propagation, type TracerProvider } from '@opentelemetry/api';
import { installTaskScope } from '../core/base/task-scope.ts';
import { PoolMetrics } from './pool-metrics.ts';
import { PoolSpans } from './pool-spans.ts';

/**
 * Where spans and metrics go, if not to what is registered with `@opentelemetry/api`.
 *
 * @example
 * const options: InstrumentOptions = { chunks: false };
 * using instrumentation = instrument(options);
 */
export interface InstrumentOptions {
  readonly tracerProvider?: TracerProvider;
  readonly meterProvider?: MeterProvider;
  /** Whether each chunk has a span, and not only each call. Default: true. */
  readonly chunks?: boolean;
}

/**
 * Ends with `stop()`, or with the scope of `using`.
 *
 * @example
 * const instrumentation: Instrumentation = instrument();
 * await pool.map(Math.sqrt, [4, 9]);
 * instrumentation.stop();
 */
export interface Instrumentation extends Disposable {
  /** No more spans and metrics from now on; calls under way get no end. May be repeated. */
  stop(): void;
}

/**
 * Makes spans of the calls of all pools of this program and measures them. To be called once the SDK is set up; and in
 * an `initializer`, if tasks make spans: theirs are then children of the call's.
 *
 * @example
 * using instrumentation = instrument();
 * await pool.map((x: number) => x * x, [1, 2, 3]);
 */
export function instrument(given: InstrumentOptions = {}): Instrumentation {
  const options = ownOptions(given);
  const spans = new PoolSpans(options);
  const metrics = new PoolMetrics(options.meterProvider);
  const all = [...Object.entries(spans.listeners), ...Object.entries(metrics.listeners)];
  for (const [name, listener] of all) subscribe(name, listener);
  installTaskScope((carrier, run) => context.with(contextOf(carrier), run));
  const stop = (): void => {
    for (const [name, listener] of all) unsubscribe(name, listener);
    metrics.stop();
    installTaskScope(undefined);
  };
  return { stop, [Symbol.dispose]: stop };
}

/** What the listener in the program has written; anything else is no context, and no reason to fail a task. */
function contextOf(carrier: string): ReturnType<typeof context.active> {
  try {
    return propagation.extract(context.active(), JSON.parse(carrier));
  } catch {
    return context.active();
  }
}
