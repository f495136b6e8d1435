/** How much one message may carry. */
import type { NatsConnection } from '@nats-io/transport-node';
import { EngineError } from '../engine-error.ts';
import { checkHeaders, sizeOfHeaders } from '../names.ts';
import type { Message } from '../engine.ts';

/** Headers and body together: half a MiB, or less where the server says so. */
export function messageLimit(nc: NatsConnection): number {
  return Math.min(MOST_BYTES, (nc.info?.max_payload ?? MOST_BYTES) - OWN_HEADER_BYTES);
}

/** @throws {OptionError} for bad headers; {EngineError} `'too-large'`. */
export function checkMessage(message: Message, limitBytes: number): void {
  checkHeaders(message.headers);
  const bytes = sizeOfHeaders(message.headers) + message.body.byteLength;
  if (bytes <= limitBytes) return;
  throw new EngineError(
    'too-large',
    `a message of ${bytes} bytes was to be sent, and it may have ${limitBytes}: put its body into the store`,
  );
}

/** Larger messages hold up those behind them, and a server's queue counts in bytes. */
const MOST_BYTES = 512 * 1024;
/** What the engine and the client add. */
const OWN_HEADER_BYTES = 1024;
