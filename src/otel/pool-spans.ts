/** Calls and chunks of pools as spans. */
import {
  type Context,
  context,
  propagation,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import type { CallEvent, ChunkEvent } from '../core/base/channels.ts';
import type { Listeners } from './listeners.ts';
import { SCOPE } from './listeners.ts';

export interface SpanOptions {
  readonly tracerProvider?: TracerProvider;
  readonly chunks?: boolean;
}

/** A call that is not over. */
interface OpenCall {
  readonly span: Span;
  /** With that span in it. */
  readonly context: Context;
}

export class PoolSpans {
  readonly listeners: Listeners;
  readonly #tracer: Tracer;
  readonly #open = new Map<number, OpenCall>();

  constructor({ tracerProvider, chunks = true }: SpanOptions) {
    this.#tracer = (tracerProvider ?? trace).getTracer(SCOPE);
    this.listeners = {
      'tracing:manyhands:call:start': (event) => this.#begin(event as CallEvent),
      'tracing:manyhands:call:asyncEnd': (event) => this.#end(event as CallEvent),
      ...(chunks ? { 'manyhands:chunk': (event) => this.#addChunk(event as ChunkEvent) } : {}),
    };
  }

  /** In the context of the caller: the span is a child of what is active there. */
  #begin(event: CallEvent): void {
    const { pool, callId, method, fn } = event;
    const attributes = {
      'manyhands.pool': pool,
      'manyhands.method': method,
      ...(fn === '' ? {} : { 'code.function.name': fn }),
    };
    const span = this.#tracer.startSpan(`${method} ${fn}`.trimEnd(), { attributes });
    const own = trace.setSpan(context.active(), span);
    this.#open.set(callId, { span, context: own });
    event.carrier ??= {};
    propagation.inject(own, event.carrier);
  }

  #end({ callId, items, ...event }: CallEvent): void {
    const call = this.#open.get(callId);
    if (call === undefined) return; // it began before anybody listened
    this.#open.delete(callId);
    if (items !== undefined) call.span.setAttribute('manyhands.items', items);
    if ('error' in event) noteError(call.span, event.error);
    call.span.end();
  }

  #addChunk({ pool, callId, runMs, waitMs, outcome, ...chunk }: ChunkEvent): void {
    const call = this.#open.get(callId);
    if (call === undefined) return; // what nobody waits for is no part of a trace
    const attributes = {
      'manyhands.pool': pool,
      'manyhands.worker.id': chunk.worker,
      'manyhands.chunk.index': chunk.index,
      'manyhands.items': chunk.items,
      'manyhands.attempt': chunk.attempt,
      'manyhands.outcome': outcome,
      'manyhands.wait': waitMs / 1000,
    };
    const endTime = Date.now();
    const startTime = endTime - runMs;
    const span = this.#tracer.startSpan('chunk', { attributes, startTime }, call.context);
    if (outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
    span.end(endTime);
  }
}

/** Anything may have been thrown, and looking at it may throw as well. */
function noteError(span: Span, error: unknown): void {
  let type = '_OTHER';
  let message = 'a value that is no error was thrown';
  try {
    if (error instanceof Error) {
      span.recordException(error);
      type = error.name;
      message = error.message;
    }
  } catch {
    message = 'an error that cannot be shown';
  }
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
