/**
 * Sends results so that one that cannot cross fails its own task and nothing else: the common case
 * is one `send`; only if that throws is each value tried alone.
 */
import type { ChunkResult, FromWorker } from '../wire/messages.ts';
import { FAILURES } from './load-failures.ts';
import type { Port } from './port.ts';

/**
 * Sends the message made of `result`; `nameOf` gives the function's name for error texts.
 *
 * @returns a promise if it is not sent yet
 */
export function sendResult(
  port: Port,
  result: ChunkResult,
  toMessage: (result: ChunkResult) => FromWorker,
  nameOf: () => string,
): Promise<void> | undefined {
  try {
    port.send(toMessage(result));
    return undefined;
  } catch {
    const sending = FAILURES.with(({ withoutUnsendable }) =>
      port.send(toMessage(withoutUnsendable(port, result, nameOf()))),
    );
    return sending instanceof Promise ? sending : undefined;
  }
}
