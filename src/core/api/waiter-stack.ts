/**
 * Where a call is awaited, for the stacks of those that have not captured where they were made: whoever awaits a call that
 * fails is, nearly always, who has made it. V8 follows the promises that wait for that of an async function.
 */
import { types } from 'node:util';
import { SETTLED } from '../base/node-turns.ts';
import { placesOfCalls } from '../base/own-files.ts';
import { framesOf, stackOf, withStackLimit } from '../base/stack-of.ts';
import type { AnyFunction } from '../codec/function/task.ts';
import { type CallerStack, SharedStack } from './caller-stack.ts';

/** Our own frames come first, and do not count. */
const OWN_FRAMES = 10;

/** Who waits stands in frames with 'async'; what runs the turn, Node itself, in those before them. */
const CALLERS_OF_TURN = /\n {4}at (?!async ).*/g;

/**
 * The call's own stack, or who awaits it: to be asked after an `await` in an async function whose promise the caller has got.
 * If nobody awaits it is the stack of another call, which says so. `asked`: the function whose frame is the first to be left out.
 */
export function stackOfWaiter(stack: CallerStack, asked: AnyFunction = stackOfWaiter): CallerStack {
  if (!(stack instanceof SharedStack)) return stack;
  const waiter: CallerStack = {};
  withStackLimit(
    (wanted) => wanted + OWN_FRAMES,
    () => Error.captureStackTrace(waiter, asked),
  );
  const text = withoutOwnLines(stackOf(waiter) ?? '').replaceAll(CALLERS_OF_TURN, '');
  return text.includes('\n') ? { stack: text } : stack;
}

/** A stack without the lines that nobody wrote who reads it. */
export function withoutOwnLines(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !hasOwnPlace(line))
    .join('\n');
}

export function hasOwnPlace(text: string): boolean {
  return placesOfCalls().some((place) => text.includes(place));
}

/** A promise that rejects with the error of a call; whoever was given it is found if the stack is a shared one. */
export function rejectionOf(error: unknown, submitted: CallerStack | undefined): Promise<never> {
  // No `instanceof`: what was thrown may be a proxy, whose traps are the caller's code.
  return submitted instanceof SharedStack && types.isNativeError(error)
    ? rejectToWaiter(error, submitted)
    : Promise.reject(error);
}

async function rejectToWaiter(error: Error, shared: SharedStack): Promise<never> {
  await SETTLED; // the promise that the caller has is resolved with this one,
  await SETTLED; // and has now been put behind it: from here on V8 finds who waits
  nameWaiter(error, framesOf(stackOfWaiter(shared, rejectToWaiter).stack), shared);
  throw error;
}

/** An error of the caller's own, such as the reason of an AbortSignal, does not have the frames of the call. */
function nameWaiter(error: Error, waiter: string, shared: SharedStack): void {
  const frames = framesOf(shared.stack);
  const stack = stackOf(error);
  if (stack?.includes(frames) !== true) return;
  const isData = Object.getOwnPropertyDescriptor(error, 'stack')?.writable === true; // no setter of the caller's
  if (isData) error.stack = stack.replace(frames, () => waiter);
}
