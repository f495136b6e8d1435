/**
 * Where methods of served objects were called, for the stacks of errors. To capture a stack takes 3 to 9 µs, a fifth of a
 * call. So of those calls that follow each other closely only the first ones capture theirs; the others are looked up if they
 * fail: whoever awaits then is, nearly always, who has called.
 */
import { type CallerStack, CallerStacks, SharedStack } from '../../core/api/caller-stack.ts';
import { stackOf, withStackLimit } from '../../core/base/stack-of.ts';
import { withoutOwnLines } from '../values/errors.ts';

const SPAN_MS = 1000;

/** At most two hundred a second capture their own. */
export const CALL_STACKS: CallerStacks = new CallerStacks({
  span: 'second',
  wait(then) {
    setTimeout(then, SPAN_MS).unref();
  },
});

/** Our own frames come first, and do not count. */
const OWN_FRAMES = 10;

/**
 * The call's own stack, or who awaits it: to be asked after an `await` in an async function whose promise the caller has got,
 * for V8 follows the promises that wait for that one. If nobody does it is the stack of another call, which says so.
 */
export function stackOfWaiter(stack: CallerStack): CallerStack {
  if (!(stack instanceof SharedStack)) return stack;
  const waiter: CallerStack = {};
  withStackLimit(
    (wanted) => wanted + OWN_FRAMES,
    () => Error.captureStackTrace(waiter, stackOfWaiter),
  );
  const text = withoutOwnLines(stackOf(waiter) ?? '');
  return text.includes('\n') ? { stack: text } : stack;
}
