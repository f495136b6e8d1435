import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { Pool, ThreadPool } from 'manyhands';
import { instrument } from 'manyhands/otel';
import { activeSpan, fail, setUpContext, setUpWorker, square, stay } from './traced-tasks.ts';

before(setUpContext);
after(() => {
  context.disable();
  propagation.disable();
});

function spanStage() {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const spans = (name: string): ReadableSpan[] =>
    exporter.getFinishedSpans().filter((span) => span.name === name);
  return { tracerProvider, spans };
}

describe('instrument', () => {
  it('makes a span of each call, a child of what is active, and one of each chunk', async () => {
    const { tracerProvider, spans } = spanStage();
    using instrumentation = instrument({ tracerProvider });
    await using pool = new ThreadPool({ workers: 1, name: 'spans' });
    const parent = tracerProvider.getTracer('test').startSpan('request');

    await context.with(trace.setSpan(context.active(), parent), () =>
      pool.map(square, [1, 2, 3], { chunkSize: 2 }),
    );

    const [call] = spans('map square');
    assert.ok(call !== undefined);
    assert.equal(call.parentSpanContext?.spanId, parent.spanContext().spanId);
    assert.deepEqual(
      [call.attributes['manyhands.items'], call.attributes['code.function.name']],
      [3, 'square'],
    );
    const chunks = spans('chunk');
    assert.deepEqual(
      chunks.map(({ attributes }) => attributes['manyhands.items']),
      [2, 1],
    );
    assert.ok(chunks.every((one) => one.parentSpanContext?.spanId === call.spanContext().spanId));
    assert.equal(typeof instrumentation.stop, 'function');
  });

  it('says of a call that failed why', async () => {
    const { tracerProvider, spans } = spanStage();
    const instrumentation = instrument({ tracerProvider, chunks: false });
    await using pool = new ThreadPool(1);

    await pool.apply(fail).catch(() => {});
    instrumentation.stop();

    const [call] = spans('apply fail');
    assert.equal(call?.status.code, SpanStatusCode.ERROR);
    assert.equal(call.attributes['error.type'], 'RangeError');
    assert.deepEqual(spans('chunk'), []);
  });

  for (const Kind of [Pool, ThreadPool]) {
    it(`brings the context into the task, whose spans are children: ${Kind.name}`, async () => {
      const { tracerProvider, spans } = spanStage();
      const instrumentation = instrument({ tracerProvider });
      await using pool = new Kind({ workers: 1, initializer: setUpWorker });

      const [first, second] = [await pool.apply(activeSpan), await pool.apply(activeSpan)];
      instrumentation.stop();
      const outside = await pool.apply(activeSpan);

      const calls = spans('apply activeSpan').map((span) => span.spanContext());
      assert.deepEqual(
        calls.map(({ traceId, spanId }) => [traceId, spanId]),
        [first, second],
      );
      assert.deepEqual(outside, ['', '']);
    });
  }

  it('measures chunks, workers and what waits', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
    const meterProvider = new MeterProvider({ readers: [reader] });
    const instrumentation = instrument({ meterProvider });
    await using pool = new ThreadPool({ workers: 1, name: 'measured' });
    await pool.map(square, [1, 2, 3], { chunkSize: 3 });

    await reader.forceFlush();
    instrumentation.stop();

    const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    const read = new Map(
      metrics.flatMap((scope) => scope.metrics.map((one) => [one.descriptor.name, one] as const)),
    );
    assert.equal(read.get('manyhands.items')?.dataPoints[0]?.value, 3);
    assert.equal(read.get('manyhands.chunk.duration')?.descriptor.unit, 's');
    const ours = (name: string) =>
      (read.get(name)?.dataPoints ?? []).filter(({ attributes }) =>
        /^measured#\d+$/.test(String(attributes['manyhands.pool'])),
      );
    assert.deepEqual(
      ours('manyhands.workers').map(({ attributes, value }) => [
        attributes['manyhands.worker.state'],
        value,
      ]),
      [
        ['starting', 0],
        ['idle', 1],
        ['busy', 0],
      ],
    );
    assert.deepEqual(
      ours('manyhands.items.queued').map(({ value }) => value),
      [0],
    );
    assert.ok(Number(ours('manyhands.worker.memory')[0]?.value) > 1_000_000);
    await meterProvider.shutdown();
  });

  it('measures what waits while all workers are stuck, and 0 once the pool has ended', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
    const meterProvider = new MeterProvider({ readers: [reader] });
    using instrumentation = instrument({ meterProvider });
    assert.equal(typeof instrumentation.stop, 'function');
    const queued = async (): Promise<unknown[]> => {
      exporter.reset();
      await reader.forceFlush();
      const metrics = exporter
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap((scope) => scope.metrics);
      const points = metrics?.find(
        ({ descriptor }) => descriptor.name === 'manyhands.items.queued',
      );
      return (points?.dataPoints ?? []).flatMap(({ attributes, value }) =>
        String(attributes['manyhands.pool']).startsWith('stuck#') ? [value] : [],
      );
    };
    const pool = new ThreadPool({ workers: 1, name: 'stuck' });
    const calls = [stay, square, square].map((fn) => pool.apply(fn as typeof square, [1]));
    const all = Promise.allSettled(calls);
    await pool.ready();

    assert.deepEqual(await queued(), [2]);
    await pool.terminate();
    await all;
    assert.deepEqual(await queued(), [0]);
    await meterProvider.shutdown();
  });

  it('takes whatever was thrown', async () => {
    const { tracerProvider, spans } = spanStage();
    using instrumentation = instrument({ tracerProvider, chunks: false });
    assert.equal(typeof instrumentation.stop, 'function');
    await using pool = new ThreadPool(1);
    const hostile = new Error('hidden');
    Object.defineProperty(hostile, 'message', {
      get: () => {
        throw new Error('not to be read');
      },
    });
    const signal = AbortSignal.abort(hostile);

    await pool.apply(square, [1], { signal }).catch(() => {});

    assert.equal(spans('apply square')[0]?.status.code, SpanStatusCode.ERROR);
  });
});
