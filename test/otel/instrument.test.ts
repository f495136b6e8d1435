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
import { activeSpan, fail, setUpContext, setUpWorker, square } from './traced-tasks.ts';

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
    const workers = read.get('manyhands.workers')?.dataPoints ?? [];
    const ready = workers.find(
      ({ attributes }) => attributes['manyhands.worker.state'] === 'ready',
    );
    assert.equal(ready?.value, 1);
    assert.match(String(ready.attributes['manyhands.pool']), /^measured#\d+$/);
    await meterProvider.shutdown();
  });
});
