/**
 * Labels of hosts, and what calls ask of them.
 *
 *    host   --label gpu=a100 --label zone=eu     { gpu: 'a100', zone: 'eu' }
 *    call   on: { zone: 'eu', gpu: true }        its placement: 'gpu+zone=eu'      '' is any host
 *
 * A placement has one form, whatever the order in which it was asked for. It travels with each chunk, signed, and names
 * the queue that the chunk waits in: hosts take from those queues only whose placement they meet.
 */
import { checkNames, refused } from '../../core/base/check.ts';
import { OptionError } from '../../core/base/errors.ts';

/**
 * `true`: it has the label, which has no value (a host), or whose value does not matter (a call).
 *
 * @example
 * const labels: Labels = { gpu: true, zone: 'eu' };
 * await using host = await startHost({ server: 'nats://127.0.0.1:4222', pool: 'demo', workers: 4, labels });
 */
export type Labels = Readonly<Record<string, string | true>>;

/** A copy. @throws OptionError */
export function checkLabels(what: 'labels' | 'on', given: unknown): Labels {
  if (!isPlain(given))
    throw refused(what, given, "must be an object such as { gpu: true, zone: 'eu' }");
  const own = checkNames(what, given as Readonly<Record<string, unknown>>, Object.keys(given));
  for (const [name, value] of Object.entries(own)) {
    if (!NAME.test(name)) throw refused(`a name in ${what}`, name, NAME_TEXT);
    if (value !== true && (typeof value !== 'string' || !VALUE.test(value)))
      throw refused(`${what}.${name}`, value, VALUE_TEXT);
  }
  return own as Labels; // checked
}

/** @throws OptionError if `on` asks for nothing that a host can have */
export function placementOf(on: unknown): string {
  const parts = Object.entries(checkLabels('on', on)).map(([name, value]) => partOf(name, value));
  const placement = parts.toSorted().join('+');
  if (placement.length <= MAX_LENGTH) return placement;
  throw new OptionError(
    `on must be at most ${MAX_LENGTH} characters long, names and values together, but it had ${placement.length}`,
  );
}

/** Whether a host with `labels` may run what asks for `placement`. */
export function meets(labels: Labels = {}, placement: string): boolean {
  if (placement === '') return true;
  return placement.split('+').every((part) => {
    const [name = '', value] = part.split('=');
    if (!Object.hasOwn(labels, name)) return false;
    return value === undefined || labels[name] === value;
  });
}

export function hasLabels(labels: Labels): boolean {
  return Object.keys(labels).length > 0;
}

/** "gpu zone=eu", as a command takes them one by one; '' if there are none. */
export function describeLabels(labels: Labels = {}): string {
  return Object.entries(labels)
    .map(([name, value]) => partOf(name, value))
    .join(' ');
}

/** "gpu zone=eu". */
export function describePlacement(placement: string): string {
  return placement.replaceAll('+', ' ');
}

/** Labels as a command has them: `gpu`, `zone=eu`. @throws OptionError */
export function parseLabels(texts: readonly string[]): Labels {
  const labels: Record<string, string | true> = {};
  for (const text of texts) {
    const [name = '', ...rest] = text.split('=');
    if (Object.hasOwn(labels, name)) throw new OptionError(`label '${name}' was given twice`);
    Object.defineProperty(labels, name, {
      value: rest.length === 0 ? true : rest.join('='),
      enumerable: true,
    });
  }
  return checkLabels('labels', labels);
}

/** The name of its queue; `undefined`: that of all hosts. A dot has a meaning in the names of engines. */
export function queueOf(placement: string): string | undefined {
  return placement === '' ? undefined : placement.replaceAll('.', '~');
}

export function placementOfQueue(queue: string): string {
  return queue.replaceAll('~', '.');
}

function partOf(name: string, value: string | true): string {
  return value === true ? name : `${name}=${value}`;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const MAX_LENGTH = 150;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;
const NAME_TEXT = 'must be a letter, and at most 39 more of A–Z, a–z, 0–9, _ and -';
const VALUE = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}$/;
const VALUE_TEXT =
  'must be true, or a text of 1 to 60 of A–Z, a–z, 0–9, _, . and -, the first none of the last two';
