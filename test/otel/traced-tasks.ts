/** What runs in workers for the tests of `manyhands/otel`. */
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { instrument } from 'manyhands/otel';

/** As a program sets up its SDK: what is needed for context to be active, and to cross. */
export function setUpContext(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
}

/** An initializer. */
export function setUpWorker(): void {
  setUpContext();
  instrument();
}

/** The trace that the task is in, and the span that its own spans would be children of. */
export async function activeSpan(): Promise<[traceId: string, spanId: string]> {
  await Promise.resolve(); // the context is that of the whole task
  const { traceId = '', spanId = '' } = trace.getSpanContext(context.active()) ?? {};
  return [traceId, spanId];
}

export function square(x: number): number {
  return x * x;
}

export function fail(): never {
  throw new RangeError('always');
}

export function stay(): never {
  for (;;);
}
