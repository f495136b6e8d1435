/**
 * Brings one result to whoever waits for it: the submitter's address, or the log of a detached job.
 *
 * A submitter that does not answer may be cut off, and come back: for a minute it is tried again. Then
 * the result is dropped; a submitter that is back later finds that the chunk is gone, and sends it
 * again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { encodeError } from '../../core/codec/error/encode-error.ts';
import { notSendable, resultOf } from '../../core/codec/crossing/not-sendable.ts';
import type { ErrorPayload } from '../../core/base/payload.ts';
import { eachOutcome } from '../../core/wire/chunk-result.ts';
import type { ChunkResult } from '../../core/wire/messages.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { Engine, Message } from '../engine/engine.ts';
import { encodeResult } from '../parcel/bodies.ts';
import { type ChunkLabel, LOG, resultHeaders } from '../parcel/parcels.ts';
import type { Seal } from '../parcel/seal.ts';

export interface AnswerOptions {
  readonly engine: Engine;
  readonly seal: Seal;
  /** Aborts when nobody needs the answer any more. */
  readonly signal: AbortSignal;
}

/** `unwanted`: nobody is there, and nobody has come back. `dropped`: the signal aborted. */
export type AnswerFate = 'delivered' | 'refused' | 'unwanted' | 'dropped';

const PATIENCE_MS = 60_000;
const MAX_PAUSE_MS = 5000;
/** More than the headers of any result take. */
const HEADER_BYTES = 4096;

export class Answer {
  readonly #options: AnswerOptions;

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async send(label: ChunkLabel, result: ChunkResult, worker: string): Promise<AnswerFate> {
    const body = encodeSafely(result);
    const { engine } = this.#options;
    const isLarge = body.byteLength > engine.chunks.maxMessageBytes - HEADER_BYTES;
    const ref = isLarge ? `r-${label.index}` : '';
    const message = this.#seal(label, { body, ref, worker });
    const untilMs = performance.now() + PATIENCE_MS;
    for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      const fate = await this.#try(label, message, isLarge ? { name: ref, body } : undefined);
      if (fate !== undefined) return fate;
      if (this.#options.signal.aborted) return 'dropped';
      // A log has no submitter that could come back and miss something.
      if (performance.now() > untilMs && label.reply !== LOG) {
        if (isLarge) await engine.store.delete(label.job, ref).catch(() => {});
        return 'unwanted';
      }
      await delay(pauseMs, undefined, { ref: false });
    }
  }

  #seal(
    { job, index, first, count }: ChunkLabel,
    result: { readonly body: Uint8Array; readonly ref: string; readonly worker: string },
  ): Message {
    const { body, ref, worker } = result;
    const headers = resultHeaders({ job, index, first, count, worker, ref });
    return this.#options.seal.seal('result', headers, body, ref !== '');
  }

  /** `undefined`: try again. */
  async #try(
    { job, index, reply }: ChunkLabel,
    message: Message,
    stored: { readonly name: string; readonly body: Uint8Array } | undefined,
  ): Promise<AnswerFate | undefined> {
    const { engine } = this.#options;
    try {
      if (stored !== undefined) await engine.store.put(job, stored.name, stored.body);
      if (reply === LOG) {
        await engine.results.append(job, { id: `${job}.${index}`, ...message });
        return 'delivered';
      }
      const fate = await engine.replies.send(reply, message);
      if (fate === 'acknowledged') return 'delivered';
      return fate === 'refused' ? 'refused' : undefined;
    } catch (error) {
      return error instanceof EngineError && error.reason === 'closed' ? 'dropped' : undefined;
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
