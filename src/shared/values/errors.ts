/** Errors of calls on their way back: the codec of errors, as for tasks. */
import type { ErrorPayload } from '../../core/base/payload.ts';
import { placesOfServed } from '../../core/base/own-files.ts';
import { stackOf } from '../../core/base/stack-of.ts';
import type { CallerStack } from '../../core/api/caller-stack.ts';
import { decodeError } from '../../core/codec/error/decode-error.ts';
import { encodeError } from '../../core/codec/error/encode-error.ts';
import { Packed } from './packed.ts';

export function packError(error: unknown): Packed {
  return Packed.of([encodeError(error)], 'an error');
}

/** `stack`: that of the call, whose lines end that of the error. */
export function unpackError(packed: Packed, stack: CallerStack): unknown {
  const [payload] = packed.values();
  const worker = 'the program in which the object lives';
  const origin = { worker, submitted: stackOf(stack) };
  return withoutOwnFrames(decodeError(payload as ErrorPayload, origin)); // or it says that it is none
}

/** Lines that nobody wrote who reads the stack. */
function withoutOwnFrames(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const stack = stackOf(error);
  const places = placesOfServed();
  const isOwn = (text: string): boolean => places.some((place) => text.includes(place));
  if (stack !== undefined && isOwn(stack)) {
    const lines = stack.split('\n').filter((line) => !isOwn(line));
    Object.defineProperty(error, 'stack', { value: lines.join('\n') });
  }
  return error;
}
