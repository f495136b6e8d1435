/**
 * What travels in place of something that was thrown. Only `encode-error.ts` writes it and only
 * `decode-error.ts` reads it; everybody else sees the opaque `ErrorPayload`.
 *
 *    throw new HttpError('503', { cause })        { kind: 'thrown',
 *                                                   root: { is: 'error', index: 0 },
 *                                          ──►      errors: [ HttpError … cause: { is: 'error', index: 1 },
 *                                                             TypeError … ] }
 *
 * Errors lie in one flat table and point at each other by index: a chain of ten thousand causes
 * needs no recursion, a cycle is a number, and an error met twice arrives as one object.
 */
import type { ErrorPayload } from '../../base/payload.ts';
import type { ClassHome } from './class-home.ts';

/** The two things a throw can turn into. */
export type ThrownPayload = CarriedPayload | LostPayload;

/** It crossed, if not with every property. */
export interface CarriedPayload extends ErrorPayload {
  readonly kind: 'thrown';
  readonly root: WireValue;
  readonly errors: readonly ErrorRecord[];
  /** What else there is to say of it: a last line for its stack. */
  readonly note?: string;
}

/** It was no error and cannot cross at all: `message` is the whole text of a NotSendableError. */
export interface LostPayload extends ErrorPayload {
  readonly kind: 'lost';
  readonly message: string;
}

/** One error, taken apart. */
export interface ErrorRecord {
  /** Its classes, nearest first: the other side takes the first that it knows. */
  readonly classes: readonly ClassRecord[];
  /** `''` if there was none. */
  readonly stack: string;
  /** Own properties but for `stack`. */
  readonly properties: readonly PropertyRecord[];
  /** `name` and `message` as they read, unless they are own ones, or nowhere to be found. */
  readonly inherited: readonly InheritedRecord[];
}

export interface InheritedRecord {
  readonly key: 'name' | 'message';
  readonly value: WireValue;
}

export interface ClassRecord {
  readonly name: string;
  /** Which class of that name; absent if it is built in, or that cannot be told. */
  readonly home?: ClassHome;
}

export interface PropertyRecord {
  readonly key: string | { readonly symbol: string };
  readonly value: WireValue;
  /** `cause` and `errors`, for example, are not: they would be printed twice. */
  readonly enumerable: boolean;
}

export type WireValue =
  | { readonly is: 'plain'; readonly value: PlainValue }
  | { readonly is: 'symbol'; readonly key: string }
  | { readonly is: 'error'; readonly index: number }
  /** Containers that hold errors directly, as `AggregateError.errors` does. */
  | { readonly is: 'list'; readonly items: readonly WireValue[] }
  | { readonly is: 'dict'; readonly entries: readonly (readonly [string, WireValue])[] }
  /** Made bytes at once (`base/value-bytes.ts`): a getter inside could throw, or answer differently, the next time. */
  | { readonly is: 'copy'; readonly bytes: Uint8Array }
  /** Could not cross; `text` says what it was. */
  | { readonly is: 'lost'; readonly text: string };

export type PlainValue = string | number | bigint | boolean | null | undefined;
