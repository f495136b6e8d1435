/**
 * The ends of chains, as a worker runs them: each gathers the values of one chunk, and gives its partial, as a
 * list. What two partials make is the caller's business.
 *
 * Each end is written twice, as a method for a loop over stages, and as the text of a statement for the loop that
 * is generated: in it `v` is the value, `key` its key, `acc` what has been gathered, and `e0`, `e1` are the functions of
 * the end. Both work on the same `acc`, so the one can go on where the other has stopped.
 */
import { describeValue } from '../../base/describe.ts';
import { isThenable } from '../../base/thenable.ts';
import type { End, EndKind } from '../../base/chain.ts';
import type { TaskFunction } from '../task-function.ts';

/** A value with its key, on its way to the end `keyed`. */
export interface Keyed {
  readonly key: unknown;
  readonly value: unknown;
}

/** What gathers the values of one chunk. */
export interface Gathering {
  acc: unknown;
  /** Nothing more is wanted. */
  isFull: boolean;
  /** An item whose way through the stages is not over: a stage has returned a promise. */
  waiting: Promise<void> | undefined;
  /** The functions of the end. */
  readonly fns: readonly TaskFunction[];
}

export interface EndDefinition {
  begin(fns: readonly TaskFunction[]): unknown;
  add(to: Gathering, value: unknown): void;
  /** The partial. */
  take(acc: unknown): readonly unknown[];
  /** The statement that does what `add` does. */
  readonly code: string;
  /** Whether the first value is enough. */
  readonly stops?: true;
}

/** `reduce` has seen no value. */
export const NOTHING: unique symbol = Symbol('nothing');

const list: EndDefinition = {
  begin: () => [],
  add: ({ acc }, value) => void (acc as unknown[]).push(value),
  take: (acc) => acc as unknown[],
  code: 'acc.push(v);',
};

const count: EndDefinition = {
  begin: () => 0,
  add(to) {
    to.acc = (to.acc as number) + 1;
  },
  take: (acc) => [acc],
  code: 'acc += 1;',
};

const sum: EndDefinition = {
  begin: () => 0,
  add(to, value) {
    to.acc = (to.acc as number) + asNumber(value);
  },
  take: (acc) => [acc],
  code: `acc += typeof v === 'number' ? v : asNumber(v);`,
};

const counts: EndDefinition = {
  begin: () => new Map(),
  add: ({ acc }, value) => countOne(acc as Map<unknown, number>, value),
  take: flatten,
  code: 'countOne(acc, v);',
};

const reduce: EndDefinition = {
  begin: () => NOTHING,
  add(to, value) {
    const [join] = to.fns as [TaskFunction];
    to.acc = to.acc === NOTHING ? value : join(to.acc, value);
  },
  take: (acc) => (acc === NOTHING ? [] : [settled('reduce', acc)]),
  code: 'acc = acc === NOTHING ? v : e0(acc, v);',
};

const fold: EndDefinition = {
  begin: ([init]) => settled('fold', init?.()),
  add(to, value) {
    const [, step] = to.fns as [TaskFunction, TaskFunction];
    to.acc = step(to.acc, value);
  },
  take: (acc) => [settled('fold', acc)],
  code: 'acc = e1(acc, v);',
};

const keyed: EndDefinition = {
  begin: () => new Map(),
  add({ acc, fns }, keyedValue) {
    const { key, value } = keyedValue as Keyed; // the stage before makes nothing else
    const [init, step] = fns as [TaskFunction, TaskFunction];
    addKeyed(acc as Map<unknown, unknown>, { key, value }, { init, step });
  },
  take: flatten,
  code: 'addKeyed(acc, { key, value: v }, { init: e0, step: e1 });',
};

const first: EndDefinition = { ...list, stops: true };

const any: EndDefinition = {
  begin: () => false,
  add(to) {
    to.acc = true;
  },
  take: (acc) => [acc],
  code: 'acc = true;',
  stops: true,
};

export const ENDS: Readonly<Record<EndKind, EndDefinition>> = {
  list,
  count,
  sum,
  counts,
  reduce,
  fold,
  keyed,
  first,
  any,
};

export function beginGathering({ kind, fns }: End<TaskFunction>): Gathering {
  return { acc: ENDS[kind].begin(fns), isFull: false, waiting: undefined, fns };
}

/** As a loop over stages does at its end. */
export function addTo(gathering: Gathering, kind: EndKind, value: unknown): void {
  const end = ENDS[kind];
  end.add(gathering, value);
  if (end.stops === true) gathering.isFull = true;
}

export function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`sum adds numbers, and this is ${describeValue(value)}: map it to one first`);
}

export function countOne(counted: Map<unknown, number>, key: unknown): void {
  const before = counted.get(key);
  counted.set(before === undefined ? asKey(key) : key, (before ?? 0) + 1);
}

export function addKeyed(
  groups: Map<unknown, unknown>,
  { key, value }: Keyed,
  { init, step }: { readonly init: TaskFunction; readonly step: TaskFunction },
): void {
  const before = groups.get(key);
  if (before === undefined && !groups.has(key))
    groups.set(asKey(key), step(settled('foldBy', init()), value));
  else groups.set(key, step(before, value));
}

/** An object would be another one in each chunk, and so have a group of its own there. */
function asKey(key: unknown): unknown {
  const isPrimitive = (typeof key !== 'object' && typeof key !== 'function') || key === null;
  if (isPrimitive && typeof key !== 'symbol') return key;
  throw new TypeError(
    `a key has to be a text, a number or another primitive value, and this is ${describeValue(key)}: values of ` +
      'different chunks would never meet under it',
  );
}

/** Keys and what belongs to them in turn: a flat list travels better than a Map. */
function flatten(groups: unknown): unknown[] {
  const flat: unknown[] = [];
  for (const [key, value] of groups as Map<unknown, unknown>)
    flat.push(key, settled('foldBy', value));
  return flat;
}

function settled(end: string, value: unknown): unknown {
  if (!isThenable(value)) return value;
  throw new TypeError(
    `a function of ${end} returned a promise: what needs time belongs into a map before it`,
  );
}
