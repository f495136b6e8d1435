/** Random chains over integers, and what a plain array makes of the same. */
import type { Chain, End, EndKind, Stage } from '#dist/core/base/chain.js';
import type { TaskFunction } from '#dist/core/worker/task-function.js';
import { fc } from '../../../property.ts';

type Numeric = (x: number) => unknown;

const STAGES: readonly Stage<Numeric>[] = [
  { kind: 'map', fn: (x) => x + 1 },
  { kind: 'map', fn: (x) => -x },
  { kind: 'filter', fn: (x) => x % 2 === 0 },
  { kind: 'reject', fn: (x) => x % 3 === 0 },
  { kind: 'flatMap', fn: (x) => (x % 2 === 0 ? [x, x + 1, x] : []) },
  { kind: 'flatMap', fn: (x) => new Set([x, 7]) },
  {
    kind: 'flatMap',
    *fn(x) {
      yield x;
      yield -x;
    },
  },
];

/** `fn` as it is, or with a promise of its result: always, or now and then. */
function inTime(fn: Numeric, when: 'at once' | 'later' | 'sometimes'): Numeric {
  if (when === 'at once') return fn;
  return (x) => (when === 'later' || x % 5 === 0 ? Promise.resolve(fn(x)) : fn(x));
}

const STAGE: fc.Arbitrary<Stage<Numeric>> = fc
  .tuple(
    fc.constantFrom(...STAGES),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('at once' as const) },
      { weight: 1, arbitrary: fc.constantFrom('later' as const, 'sometimes' as const) },
    ),
  )
  .map(([{ kind, fn }, when]) => ({ kind, fn: inTime(fn, when) }));

const add = (a: number, b: number): number => a + b;
const END_FUNCTIONS: Readonly<Partial<Record<EndKind, readonly unknown[]>>> = {
  reduce: [add],
  fold: [() => 10, add],
  keyed: [() => 1, add],
};

export interface AnyChain {
  readonly chain: Chain<TaskFunction>;
  /** For the title of a failure. */
  toString(): string;
}

export function anyChain(ends: readonly EndKind[]): fc.Arbitrary<AnyChain> {
  return fc
    .tuple(fc.array(STAGE, { maxLength: 4 }), fc.constantFrom(...ends))
    .map(([stages, kind]) => {
      const key: Stage<Numeric> = { kind: 'key', fn: (x) => x % 4 };
      const all = kind === 'keyed' ? [...stages, key] : stages;
      const end = { kind, fns: END_FUNCTIONS[kind] ?? [] };
      return {
        chain: { stages: all, end } as unknown as Chain<TaskFunction>, // the items are numbers
        toString: () => [...all, end].map((each) => each.kind).join('.'),
      };
    });
}

/** The values before the end, as methods of arrays make them. */
export async function valuesOf(
  { stages }: Chain<TaskFunction>,
  items: Iterable<number>,
): Promise<number[]> {
  let values = [...items];
  for (const { kind, fn } of stages) {
    const results = await Promise.all(values.map(async (value) => await fn(value)));
    const at = (index: number): unknown => results[index];
    if (kind === 'map') values = results as number[];
    if (kind === 'filter') values = values.filter((_, index) => at(index));
    if (kind === 'reject') values = values.filter((_, index) => !at(index));
    if (kind === 'flatMap') values = values.flatMap((_, index) => [...(at(index) as number[])]);
  }
  return values;
}

/** What the end makes of these values, as a worker sends it. */
export function partialOf({ kind }: End<unknown>, values: readonly number[]): unknown[] {
  const groups = (begin: number, step: (all: number, value: number) => number, key: Numeric) => {
    const map = new Map<unknown, number>();
    for (const value of values) map.set(key(value), step(map.get(key(value)) ?? begin, value));
    return [...map].flat();
  };
  const made: Readonly<Record<EndKind, () => unknown[]>> = {
    list: () => [...values],
    count: () => [values.length],
    sum: () => [values.reduce(add, 0)],
    reduce: () => (values.length === 0 ? [] : [values.reduce(add)]),
    fold: () => [values.reduce(add, 10)],
    counts: () =>
      groups(
        0,
        (all) => all + 1,
        (x) => x,
      ),
    keyed: () => groups(1, add, (x) => x % 4),
    first: () => values.slice(0, 1),
    any: () => [values.length > 0],
  };
  return made[kind]();
}
