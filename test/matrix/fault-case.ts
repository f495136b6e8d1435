/** One row of the matrix: something that goes wrong, and how we can tell whether it came out well. */

/** What became of the call, as its caller sees it. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: unknown };

/**
 * `right`: it settled, and says what happened. `lossy`: it settled, but with less than that, or with something else.
 */
export interface Judgement {
  readonly grade: 'right' | 'lossy';
  /** A few words for the cell. */
  readonly text: string;
}

export interface FaultCase {
  readonly title: string;
  /** Why pools of one kind have no such case. */
  readonly notFor?: { readonly threads?: string; readonly processes?: string };
  /** What is given to the task; made in the program. */
  readonly makeArgument?: () => unknown;
  /** `broken`: the worker's module throws when it is loaded. Default: `tasks`. */
  readonly module?: 'tasks' | 'broken';
  /** The heap limit of the worker, in MB. */
  readonly heapMb?: number;
  /** What happens instead of waiting for the call: the pool is ended, or its worker killed while idle. */
  readonly instead?: 'end while it runs' | 'kill the idle worker';
  readonly judge: (outcome: Outcome) => Judgement;
}

const right = (text: string): Judgement => ({ grade: 'right', text });
const lossy = (text: string): Judgement => ({ grade: 'lossy', text });

/** Any error will do. */
export function anyError(outcome: Outcome): Judgement {
  return outcome.kind === 'error' ? right('rejects') : lossy(`resolves to ${show(outcome.value)}`);
}

/** The error has to say what it was. */
export function errorThatSays(pattern: RegExp): (outcome: Outcome) => Judgement {
  return (outcome) => {
    if (outcome.kind === 'value') return lossy(`resolves to ${show(outcome.value)}`);
    return pattern.test(everythingIn(outcome.error))
      ? right('the real error')
      : lossy('rejects, cause lost');
  };
}

/** The value has to be what `isRight` accepts. */
export function valueThat(isRight: (value: unknown) => boolean): (outcome: Outcome) => Judgement {
  return (outcome) => {
    if (outcome.kind === 'error') return lossy(`rejects: ${show(outcome.error)}`);
    return isRight(outcome.value) ? right('the value') : lossy(`silently ${show(outcome.value)}`);
  };
}

/** The value, or an error that says why it cannot be had. */
export function valueOrReason(
  isRight: (value: unknown) => boolean,
): (outcome: Outcome) => Judgement {
  return (outcome) => {
    if (outcome.kind === 'error') {
      return everythingIn(outcome.error).length > 12
        ? right('rejects, with a reason')
        : lossy('rejects without a reason');
    }
    return isRight(outcome.value) ? right('the value') : lossy(`silently ${show(outcome.value)}`);
  };
}

export function judged(isRight: boolean, what: string): Judgement {
  return isRight ? right(what) : lossy(what);
}

/** Name, message and causes of an error, as one text. */
export function everythingIn(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 5) return String(error);
  const { name: kind, message, cause } = error as Partial<Error>; // some pools reject with plain objects
  const name = `${kind}: ${message}`;
  return cause === undefined ? name : `${name} ← ${everythingIn(cause, depth + 1)}`;
}

export function show(value: unknown): string {
  if (value instanceof Error) return value.message.split('\n')[0]?.slice(0, 40) ?? '';
  if (value instanceof Map) return `a Map of ${value.size}`;
  if (typeof value === 'bigint') return `${value}n`;
  return (JSON.stringify(value) ?? String(value)).slice(0, 40);
}
