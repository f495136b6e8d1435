/**
 * RUNS IN THE CALLER. A function of ours that takes one of the user's: structured clone takes none among arguments, so
 * both travel as one payload.
 */
import type { FunctionPayload } from '../../base/payload.ts';
import { encodeFunction, type EncodeOptions, noteFunction } from './encode-function.ts';
import type { AppliedBody } from './function-body.ts';

/**
 * What calls `fn(first, ...args)`; errors call it by the name of `first`.
 *
 * @throws NotSendableError as `encodeFunction`
 */
export function encodeApplied(
  fn: (...args: never[]) => unknown,
  first: object,
  options: EncodeOptions,
): FunctionPayload {
  const sent = encodeFunction(first, options);
  const body: AppliedBody = { kind: 'applied', fn: encodeFunction(fn, options), first: sent };
  const payload: FunctionPayload = {
    id: `applied ${body.fn.id} ${sent.id}`,
    name: sent.name,
    body,
  };
  noteFunction(payload, first);
  return payload;
}
