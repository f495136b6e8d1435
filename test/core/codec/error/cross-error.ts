/** Sends what was thrown over a boundary and back, by the two ways that transports use. */
import { deserialize, serialize } from 'node:v8';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { ErrorPayload } from '#dist/core/base/payload.js';
import { decodeError, type ErrorOrigin } from '#dist/core/codec/error/decode-error.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';

export const WORKER = 'worker 3 (pid 4242)';

/** What the parent gets when the worker throws `thrown`. */
export function cross(thrown: unknown, origin: Partial<ErrorOrigin> = {}): unknown {
  return decodeError(sendToProcess(encodeError(thrown)), { worker: WORKER, ...origin });
}

/** As `cross`, for what is known to arrive as an error. */
export function crossError<T extends Error>(thrown: T, origin: Partial<ErrorOrigin> = {}): T {
  return cross(thrown, origin) as T; // the tests say what it is
}

export function sendToProcess(payload: ErrorPayload): ErrorPayload {
  return deserialize(serialize(payload)) as ErrorPayload; // a clone of what went in
}

export function sendToThread(payload: ErrorPayload): ErrorPayload {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(payload);
  const received = receiveMessageOnPort(port2) as { message: ErrorPayload }; // posted above
  port1.close();
  return received.message;
}
