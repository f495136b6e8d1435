/**
 * Spans and metrics of pools for OpenTelemetry: an entry of its own, which nothing else loads. It needs the package
 * `@opentelemetry/api`, an optional peer, and nothing of an SDK.
 */
export { instrument, type Instrumentation, type InstrumentOptions } from './instrument.ts';
