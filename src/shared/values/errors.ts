/** Errors of calls on their way back: the codec of errors, as for tasks. */
import type { ErrorPayload } from '../../core/base/payload.ts';
import { stackOf } from '../../core/base/stack-of.ts';
import type { CallerStack } from '../../core/api/caller-stack.ts';
import { hasOwnPlace, withoutOwnLines } from '../../core/api/waiter-stack.ts';
import { decodeError } from '../../core/codec/error/decode-error.ts';
import { encodeError } from '../../core/codec/error/encode-error.ts';
import { Packed } from './packed.ts';

export function packError(error: unknown): Packed {
  return Packed.of([encodeError(error)], 'an error');
}

/** `stack`: that of the call, whose lines end that of the error. */
function unpackError(
  packed: Packed,
  stack: CallerStack,
  worker = 'the program in which the object lives',
): unknown {
  const [payload] = packed.values();
  const origin = { worker, submitted: stackOf(stack) };
  return withoutOwnFrames(decodeError(payload as ErrorPayload, origin)); // or it says that it is none
}

function withoutOwnFrames(error: unknown): unknown {
  const stack = error instanceof Error ? stackOf(error) : undefined;
  if (stack !== undefined && hasOwnPlace(stack))
    Object.defineProperty(error, 'stack', { value: withoutOwnLines(stack) });
  return error;
}

/** An error as it has come, until it is known whose call it ends. */
export class PackedFailure {
  readonly #body: Buffer;
  readonly #place: string | undefined;

  constructor(body: Buffer, place: string | undefined) {
    this.#body = body;
    this.#place = place;
  }

  unpack(stack: CallerStack): unknown {
    return unpackError(new Packed(this.#body), stack, this.#place);
  }
}
