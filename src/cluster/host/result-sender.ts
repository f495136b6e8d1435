/**
 * Sends one result to whoever waits for it: the submitter's address, or the log of a detached job.
 *
 * A submitter that does not answer may have lost its connection for a moment: for a minute the result is
 * sent again. Then it is dropped; a submitter that comes back later finds that the chunk is gone, and
 * publishes it again.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeError } from '../../core/codec/error/encode-error.ts';
import { notSendable, resultOf } from '../../core/codec/crossing/not-sendable.ts';
import type { ErrorPayload } from '../../core/base/payload.ts';
import { eachOutcome } from '../../core/wire/chunk-result.ts';
import type { ChunkResult } from '../../core/wire/messages.ts';
import { hasFailedAs } from '../engine/engine-error.ts';
import type { Engine, Message } from '../engine/engine.ts';
import { encodeResult } from '../messages/bodies.ts';
import { isTooLong } from '../messages/large-bodies.ts';
import {
  type ChunkMetadata,
  doneNote,
  RESULT_LOG,
  type ResultMetadata,
  resultHeaders,
} from '../messages/metadata.ts';
import { putMessage } from '../messages/stored-message.ts';
import type { Signer } from '../signing/signer.ts';

export type ResultOrigin = Pick<ResultMetadata, 'worker' | 'failedOn'>;

export interface ResultSenderOptions {
  readonly engine: Engine;
  readonly signer: Signer;
  /** Aborts when nobody needs the result any more. */
  readonly signal: AbortSignal;
}

/** `unwanted`: the submitter was away for too long. `dropped`: the signal aborted, or the engine is closed. */
export type SendStatus = 'delivered' | 'refused' | 'unwanted' | 'dropped';

/** How long a submitter may be silent. */
const PATIENCE_MS = 60_000;
const MAX_PAUSE_MS = 5000;

export class ResultSender {
  readonly #options: ResultSenderOptions;
  /** Nobody else may know it before: their message would be taken in place of the result. */
  readonly #id = randomBytes(12).toString('hex');

  constructor(options: ResultSenderOptions) {
    this.#options = options;
  }

  /** Never rejects. `from`: who ran it, and which host could not. */
  async send(
    metadata: ChunkMetadata,
    result: ChunkResult,
    from: ResultOrigin,
  ): Promise<SendStatus> {
    const body = encodeSafely(result);
    const { engine } = this.#options;
    const isLarge = isTooLong(body, engine);
    const ref = isLarge ? `r-${metadata.index}` : '';
    const message = this.#sign(metadata, { body, ref, from });
    const untilMs = performance.now() + PATIENCE_MS;
    for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      const status = await this.#try(metadata, message, isLarge ? { name: ref, body } : undefined);
      if (status !== undefined) return status;
      if (this.#options.signal.aborted) return 'dropped';
      // A log has no submitter that could come back and miss something.
      if (performance.now() > untilMs && metadata.reply !== RESULT_LOG) {
        if (isLarge) await engine.store.delete(metadata.job, ref).catch(() => {});
        return 'unwanted';
      }
      await delay(pauseMs, undefined, { ref: false });
    }
  }

  #sign(
    { job, index, first, count }: ChunkMetadata,
    result: { readonly body: Uint8Array; readonly ref: string; readonly from: ResultOrigin },
  ): Message {
    const { body, ref, from } = result;
    const headers = resultHeaders({ job, index, first, count, ...from, ref });
    return this.#options.signer.sign('result', headers, body, ref !== '');
  }

  /** `undefined`: try again. */
  async #try(
    { job, index, reply }: ChunkMetadata,
    message: Message,
    stored: { readonly name: string; readonly body: Uint8Array } | undefined,
  ): Promise<SendStatus | undefined> {
    const { engine, signer } = this.#options;
    try {
      if (stored !== undefined) await engine.store.put(job, stored.name, stored.body);
      if (reply === RESULT_LOG) {
        await engine.results.append(job, { id: this.#id, ...message });
        await putMessage({ engine, signer }, 'done', { job, name: doneNote(index) });
        return 'delivered';
      }
      const status = await engine.replies.send(reply, message);
      if (status === 'acknowledged') return 'delivered';
      return status === 'refused' ? 'refused' : undefined;
    } catch (error) {
      return hasFailedAs('closed', error) ? 'dropped' : undefined;
    }
  }
}

/** Workers have checked what they sent; this only fails for what the host itself has added. */
function encodeSafely(result: ChunkResult): Uint8Array {
  try {
    return encodeResult(result);
  } catch {
    return encodeResult(withoutUnsendable(result));
  }
}

function withoutUnsendable(result: ChunkResult): ChunkResult {
  const values: unknown[] = [];
  const errors: [number, ErrorPayload][] = [];
  eachOutcome(result, {
    onError: (offset, error) => errors.push([offset, error]),
    onValue: (offset, value) => {
      try {
        encodeResult({ ...result, values: [value], errors: [] });
        values.push(value);
      } catch (cause) {
        const what = resultOf('the function', value);
        errors.push([
          offset,
          encodeError(notSendable(what, value, { cause, boundary: 'process' })),
        ]);
      }
    },
  });
  return { ...result, values, errors };
}
