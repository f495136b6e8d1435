/** How the partials of each end of a chain are joined, here in the caller: see `job/partials.ts`. */
import { isThenable } from '../base/thenable.ts';
import { type Joining, JoinedPartials, ListPartials, type Partials } from '../job/partials.ts';

/** Partials are joined in the order of the items, or as they come. */
export type MakePartials = (isOrdered: boolean) => Partials;

/** A partial of `reduce`, which may be any value. */
interface Some {
  readonly value: unknown;
}

/** The caller's own function, called here. */
export type Join = (a: unknown, b: unknown) => unknown;

function readOne(values: ArrayLike<unknown>): Some | undefined {
  return values.length === 0 ? undefined : { value: values[0] };
}

function joined<A>(joining: Joining<A>): MakePartials {
  return (isOrdered) => new JoinedPartials(joining, isOrdered);
}

/** All values. */
export const LISTING: MakePartials = (isOrdered) => new ListPartials(isOrdered);

/** `count` and `sum`. */
export const ADDING: MakePartials = joined({
  read: (values) => sumOf(values as ArrayLike<number>), // the worker sends nothing else
  join: (a, b) => a + b,
  finish: (total) => total ?? 0,
});

function sumOf(values: ArrayLike<number>): number | undefined {
  let total: number | undefined;
  for (let i = 0; i < values.length; i += 1) total = (total ?? 0) + (values[i] as number); // in range
  return total;
}

/** `first`: that of the earliest items counts. */
export const FINDING: MakePartials = joined({
  read: readOne,
  join: (a) => a,
  isEnough: () => true,
  finish: (found) => found?.value,
});

/** `any`: whoever finds one has settled it, wherever it is. */
export const TESTING: MakePartials = () => new JoinedPartials(ANY, false);

const ANY: Joining<true> = {
  read: (values) => (Array.prototype.includes.call(values, true) ? true : undefined),
  join: () => true,
  isEnough: () => true,
  finish: (found) => found ?? false,
};

/** `reduce`: an empty chain has no value, as an empty array has none, unless there is an initial one. */
export function reducing(join: Join, initial: Some | undefined): MakePartials {
  const joinValues = (a: Some, b: Some): Some => ({
    value: settled('reduce', join(a.value, b.value)),
  });
  return joined({
    read: (values) => readAll(values, joinValues),
    join: joinValues,
    finish(all) {
      if (all === undefined && initial === undefined)
        throw new TypeError('reduce of a chain without values, and without an initial value');
      if (initial === undefined || all === undefined) return (all ?? initial)?.value;
      return joinValues(initial, all).value;
    },
  });
}

/** `fold`: of no items, what `init` makes. */
export function folding(init: () => unknown, combine: Join): MakePartials {
  const joinValues = (a: Some, b: Some): Some => ({
    value: settled('fold', combine(a.value, b.value)),
  });
  return joined({
    read: (values) => readAll(values, joinValues),
    join: joinValues,
    finish: (all) => (all === undefined ? init() : all.value),
  });
}

/** From a worker comes one partial; a host of a cluster may have cut the chunk, and sends what each part came to. */
function readAll(values: ArrayLike<unknown>, join: (a: Some, b: Some) => Some): Some | undefined {
  let all = readOne(values);
  for (let i = 1; i < values.length; i += 1)
    all = all === undefined ? undefined : join(all, { value: values[i] });
  return all;
}

/** `counts` and `keyed`: keys and what belongs to them, in turn. The keys keep the order in which they first came. */
export function grouping(combine: Join): MakePartials {
  const add = (groups: Map<unknown, unknown>, key: unknown, value: unknown): void => {
    const isNew = !groups.has(key);
    groups.set(key, isNew ? value : settled('foldBy', combine(groups.get(key), value)));
  };
  return joined({
    read(values) {
      const groups = new Map<unknown, unknown>();
      for (let i = 0; i < values.length; i += 2) add(groups, values[i], values[i + 1]);
      return groups;
    },
    join(a, b) {
      for (const [key, value] of b) add(a, key, value);
      return a;
    },
    finish: (groups) => groups ?? new Map<unknown, unknown>(),
  });
}

/** Partials are joined as they come: a promise would be taken for one. */
function settled(end: string, value: unknown): unknown {
  if (!isThenable(value)) return value;
  throw new TypeError(
    `a function of ${end} returned a promise: what needs time belongs into a map before it`,
  );
}
