/**
 * Failures that nobody has looked at. An `AsyncResult` rejects only when somebody looks, so Node cannot tell that an error
 * has got lost; and many results are awaited one after another, so a failure that is not looked at yet is no
 * news either. It is told, once, as a warning, when nobody can look any more, or nobody will:
 *
 *    the result is collected · the pool has ended, and a second later nobody has looked · the program ends
 *
 * Only failures come here; a success costs nothing.
 */
import { describeValue } from '../base/describe.ts';
import { stackOf } from '../base/stack-of.ts';
import { unref } from '../base/timer.ts';

export interface Failure {
  readonly error: unknown;
  /** The stack of the call. */
  readonly submitted: string | undefined;
  /** What stands behind its pool. */
  readonly pool: object;
}

/** An object for each failure that nobody has looked at: it must not keep the result itself. */
const unseen = new Set<Failure>();
const failures = new WeakMap<object, Failure>();
const collected = new FinalizationRegistry<Failure>((failure) => tell([failure]));
let isWatching = false;

/** `result` has failed, and nobody waits for it. */
export function noteFailure(result: object, failure: Failure): void {
  unseen.add(failure);
  failures.set(result, failure);
  collected.register(result, failure, failure);
  watchForTheEnd();
}

/** Somebody has looked at `result`. */
export function noteSeen(result: object): void {
  const failure = failures.get(result);
  if (failure !== undefined) forget(failure);
}

/** Nothing more will come of this pool. Whoever has waited for its end gets a moment to look. */
export function notePoolEnd(pool: object): void {
  if (unseen.size === 0) return;
  const tellItsOwn = (): void => tell([...unseen].filter((one) => one.pool === pool));
  unref(setTimeout(tellItsOwn, GRACE_MS));
}

const GRACE_MS = 1000;

function forget(failure: Failure): boolean {
  collected.unregister(failure);
  return unseen.delete(failure);
}

/** A program that runs out of work may still print; after `process.exit` there is no further turn for it. */
function watchForTheEnd(): void {
  if (isWatching) return;
  isWatching = true;
  process.on('beforeExit', () => tell([...unseen]));
  process.on('exit', () => tell([...unseen], (warning) => process.emit('warning', warning)));
}

type Emit = (warning: Error) => void;

function tell(all: readonly Failure[], emit: Emit = (one) => process.emitWarning(one)): void {
  const untold = all.filter(forget);
  for (const failure of untold.slice(0, MOST)) emit(warningOf(failure));
  const more = untold.length - MOST;
  if (more > 0)
    emit(new UnhandledFailure(`${more} more results failed, and nobody has looked at them`));
}

/** Each comes with a stack; a thousand of them would hide everything else. */
const MOST = 10;

/** Node prints name, message and `detail` of a warning. */
class UnhandledFailure extends Error {
  override readonly name = 'ManyhandsUnhandledFailure';
  readonly code = 'MANYHANDS_UNHANDLED_FAILURE';
  readonly detail: string | undefined;

  constructor(
    message: string,
    options: { readonly cause?: unknown; readonly detail?: string } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.detail = options.detail;
  }
}

function warningOf({ error, submitted }: Failure): UnhandledFailure {
  const message =
    'a result failed, and nobody has looked at it: await it, give it an errorCallback, or say .catch(() => {})';
  // The stack of a task's error ends with the call; of other things that are thrown only the call is known.
  const stack = error instanceof Error ? stackOf(error) : undefined;
  const call = submitted?.slice(submitted.indexOf('\n')) ?? '';
  return new UnhandledFailure(message, {
    cause: error,
    detail: stack ?? `${describeValue(error)} was thrown${call}`,
  });
}
