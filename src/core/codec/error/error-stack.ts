/**
 * The stack of an error that came from a worker: where it was thrown, where it ran, and who asked.
 *
 *    HttpError: 503
 *        at fetchPage (file:///app/tasks.js:12:9)       the worker's stack
 *        at worker 3 (pid 4242)
 *        at main (file:///app/main.js:4:22)             the stack of the submitting call
 *        (left out, because they cannot be sent: socket, a net.Socket)
 */
import { framesOf } from '../../base/stack-of.ts';
import { remapStack } from '../function/source/remap-stack.ts';
import type { ErrorRecord } from './error-payload.ts';
import type { Said } from './name-and-message.ts';

/** Where an error comes from, as its stack tells it. */
export interface StackOrigin {
  /** "worker 3 (pid 4242)". */
  readonly worker: string;
  /** The `stack` of an Error made in the submitting call; its first line is dropped. */
  readonly submitted?: string | undefined;
}

/** The whole stack; `notes` are its last lines. */
export function composeStack(
  { name, message, stack }: Said & Pick<ErrorRecord, 'stack'>,
  { worker, submitted }: StackOrigin,
  notes: readonly string[],
): string {
  const head = stack === '' ? headline(name, message) : remapStack(stack);
  const last = notes.map((note) => `\n    (${note})`).join('');
  return `${head}\n    at ${worker}${framesOf(submitted)}${last}`;
}

function headline(name: string, message: string): string {
  return message === '' ? name : `${name}: ${message}`;
}
