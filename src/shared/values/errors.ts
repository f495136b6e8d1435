/** Errors of calls on their way back: the codec of errors, as for tasks. */
import type { ErrorPayload } from '../../core/base/payload.ts';
import { decodeError } from '../../core/codec/error/decode-error.ts';
import { encodeError } from '../../core/codec/error/encode-error.ts';
import { Packed } from './packed.ts';

export function packError(error: unknown): Packed {
  return Packed.of([encodeError(error)], 'an error');
}

/** `submitted`: the stack of the call, whose lines end that of the error. */
export function unpackError(packed: Packed, submitted: string | undefined): unknown {
  const [payload] = packed.values();
  const worker = 'the program in which the object lives';
  return decodeError(payload as ErrorPayload, { worker, submitted }); // or it says that it is none
}
