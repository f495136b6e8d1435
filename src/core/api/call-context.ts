/** The context that a call takes along to its tasks. */
import { packContext } from '../base/packed-context.ts';
import { notSendable } from '../codec/crossing/not-sendable.ts';

/**
 * Packs `given`, or what it returns if it is a function; nothing is nothing.
 *
 * @throws NotSendableError · what the function throws
 */
export function packedContext(given: unknown, functionName: string): { readonly context?: string } {
  const value: unknown = typeof given === 'function' ? (given as () => unknown)() : given; // as documented
  if (value === undefined) return NONE;
  try {
    return { context: packContext(value) };
  } catch (cause) {
    const what = `the context of a call of '${functionName}' to a worker`;
    throw notSendable(what, value, { cause, boundary: 'process' });
  }
}

const NONE = {};
