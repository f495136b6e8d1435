/**
 * RUNS IN THE CALLER. Turns any function into what travels in its place.
 *
 *   stable already? ──► the same payload again (a look into a WeakMap)
 *   task(…)?        ──► its reference
 *   plain to see?   ──► its description (`capture/describe-by-text.ts`)
 *   else            ──► captured anew: variables may have changed since the last call. If the
 *                       bytes are the same as before, so is the payload.
 *
 * Synchronous, so that what is sent is what the caller saw when it called.
 */
import { nameOfFunction } from '../../base/class-name.ts';
import { NotSendableError } from '../../base/errors.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import { SERVING } from '../../base/served.ts';
import { describeByText } from './capture/describe-by-text.ts';
import { type CapturedOptions, encodeCaptured } from './encode-captured.ts';
import { packPlain } from './pack-function.ts';
import { findTask } from './task.ts';

export interface EncodeOptions {
  /** Shared memory may cross: true between threads, false between processes. */
  readonly allowShared?: boolean;
  /** Constants that cannot be copied are made again in the worker. Default: true. */
  readonly remakeConstants?: boolean;
  /** Large buffers may be in files of this program, because only its own workers get the function. Default: false. */
  readonly useFiles?: boolean;
  /** Large buffers are left out, and named by the hashes of their bytes. Default: false. */
  readonly byHash?: boolean;
}

interface Sent {
  readonly payload: FunctionPayload;
  readonly isStable: boolean;
  readonly allowShared: boolean;
  readonly remakeConstants: boolean;
  readonly useFiles: boolean;
  readonly byHash: boolean;
  /** It may hold handles of served objects, which are of no use everywhere. */
  readonly servedRefusal: string | undefined;
}

const sent = new WeakMap<object, Sent>();

/** For errors that come back: what is known here is looked for around the function. */
const functions = new WeakMap<FunctionPayload, object>();

/** The function that this was made of; `undefined` if it was not made here. */
export function functionOf(payload: FunctionPayload): object | undefined {
  return functions.get(payload);
}

/** `fn` is where to look around for what concerns `payload`, which was made elsewhere. */
export function noteFunction(payload: FunctionPayload, fn: object): void {
  functions.set(payload, fn);
}

/**
 * @param fn any function: imported, local, a closure, a method, a class, bound, built in
 * @throws NotSendableError with the way to what cannot be sent
 */
export function encodeFunction(fn: unknown, options: EncodeOptions = {}): FunctionPayload {
  const allowShared = options.allowShared ?? false;
  const before = sent.get(fn as object);
  const { remakeConstants = true, useFiles = false, byHash = false } = options;
  if (
    before?.isStable === true &&
    before.allowShared === allowShared &&
    before.remakeConstants === remakeConstants &&
    before.useFiles === useFiles &&
    before.byHash === byHash &&
    before.servedRefusal === SERVING.refusal
  )
    return before.payload;
  if (typeof fn !== 'function')
    throw new NotSendableError(`cannot send ${describe(fn)} to a worker: it is no function`);
  const { payload, isStable } = encode(fn as (...args: never[]) => unknown, {
    allowShared,
    remakeConstants,
    useFiles,
    byHash,
    judgeStability: before !== undefined,
  });
  const isSame = before?.payload.id === payload.id;
  const now = {
    payload: isSame ? before.payload : payload,
    isStable,
    allowShared,
    remakeConstants,
    useFiles,
    byHash,
    servedRefusal: SERVING.refusal,
  };
  sent.set(fn, now);
  functions.set(now.payload, fn);
  return now.payload;
}

function encode(
  fn: (...args: never[]) => unknown,
  options: CapturedOptions,
): { payload: FunctionPayload; isStable: boolean } {
  const name = nameOfFunction(fn) || '(anonymous)';
  const node = findTask(fn) ?? describeByText(fn);
  return node === undefined
    ? encodeCaptured(fn, name, options)
    : { payload: packPlain(name, node), isStable: true };
}

function describe(value: unknown): string {
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
