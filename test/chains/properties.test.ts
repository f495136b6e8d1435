/**
 * Whatever is mixed (stages, ends, sizes of chunks, kinds of sources, workers that die, a stage that throws): a chain comes to
 * what the methods of a plain array come to, each item counts once, order holds, and the pool works on.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { currentWorker, type Flow, type FlowOptions, Pool, range } from 'manyhands';
import { fc } from '../property.ts';

interface Scenario {
  readonly count: number;
  readonly source: keyof typeof SOURCES;
  readonly stages: readonly (keyof typeof STAGES)[];
  readonly end: keyof typeof ENDS;
  readonly chunkSize: number | 'auto';
  readonly bufferSize: number | undefined;
  readonly unordered: boolean;
  /** At this item a worker dies, once. */
  readonly diesAt: number | undefined;
  /** At this item a stage throws. */
  readonly throwsAt: number | undefined;
}

const SOURCES = {
  array: (count: number) => [...range(count)],
  range: (count: number) => range(count),
  set: (count: number) => new Set(range(count)),
  typed: (count: number) => Float64Array.from(range(count)),
  generator: function* (count: number) {
    yield* range(count);
  },
  async: async function* (count: number) {
    for (const n of range(count)) {
      if (n % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      yield n;
    }
  },
} as const;

/** Each as a stage of a chain, and as what it makes of an array. */
const STAGES = {
  map: {
    chain: (flow: Flow<number>) => flow.map((x) => x * 2 - 5),
    array: (list: number[]) => list.map((x) => x * 2 - 5),
  },
  'map later': {
    chain: (flow: Flow<number>) => flow.map(async (x) => x + 1),
    array: (list: number[]) => list.map((x) => x + 1),
  },
  filter: {
    chain: (flow: Flow<number>) => flow.filter((x) => x % 3 !== 0),
    array: (list: number[]) => list.filter((x) => x % 3 !== 0),
  },
  flatMap: {
    chain: (flow: Flow<number>) => flow.flatMap((x) => (x % 2 === 0 ? [x, -x] : [])),
    array: (list: number[]) => list.flatMap((x) => (x % 2 === 0 ? [x, -x] : [])),
  },
} as const;

const add = (a: number, b: number): number => a + b;

const ENDS = {
  toArray: {
    chain: async (flow: Flow<number>) => await flow.toArray(),
    array: (list: number[]) => list,
  },
  forAwait: {
    chain: async (flow: Flow<number>) => {
      const values: number[] = [];
      for await (const value of flow) values.push(value);
      return values;
    },
    array: (list: number[]) => list,
  },
  sum: {
    chain: async (flow: Flow<number>) => await flow.sum(),
    array: (list: number[]) => list.reduce(add, 0),
  },
  count: {
    chain: async (flow: Flow<number>) => await flow.count(),
    array: (list: number[]) => list.length,
  },
  reduce: {
    chain: async (flow: Flow<number>) => await flow.reduce(add, 100),
    array: (list: number[]) => list.reduce(add, 100),
  },
  fold: {
    chain: async (flow: Flow<number>) =>
      await flow.fold(
        () => '',
        (all, x) => `${all},${x}`,
        (a, b) => a + b,
      ),
    array: (list: number[]) => list.reduce((all, x) => `${all},${x}`, ''),
  },
  countBy: {
    chain: async (flow: Flow<number>) => [...(await flow.countBy((x) => x % 5))],
    array: (list: number[]) => groups(list),
  },
  find: {
    chain: async (flow: Flow<number>) => await flow.find((x) => x > 40),
    array: (list: number[]) => list.find((x) => x > 40),
  },
  some: {
    chain: async (flow: Flow<number>) => await flow.some((x) => x > 40),
    array: (list: number[]) => list.some((x) => x > 40),
  },
  every: {
    chain: async (flow: Flow<number>) => await flow.every((x) => x < 40),
    array: (list: number[]) => list.every((x) => x < 40),
  },
} as const;

function groups(list: readonly number[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const x of list) counts.set(x % 5, (counts.get(x % 5) ?? 0) + 1);
  return [...counts];
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): fc.Arbitrary<K> {
  return fc.constantFrom(...(Object.keys(table) as K[])); // its own keys
}

const SCENARIO: fc.Arbitrary<Scenario> = fc.record({
  count: fc.oneof(fc.nat(40), fc.nat(3000)),
  source: keysOf(SOURCES),
  stages: fc.array(keysOf(STAGES), { maxLength: 3 }),
  end: keysOf(ENDS),
  chunkSize: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant('auto' as const)),
  bufferSize: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
  unordered: fc.boolean(),
  diesAt: fc.option(fc.nat(40), { nil: undefined, freq: 8 }),
  throwsAt: fc.option(fc.nat(40), { nil: undefined, freq: 8 }),
});

/** Few, because each may start workers; other seeds come with every run. */
const LIMITS = { numRuns: 60, interruptAfterTimeLimit: 15_000 };

for (const transport of ['process', 'thread'] as const) {
  describe(`random chains over ${transport}`, () => {
    const pool = new Pool({ workers: 2, transport });
    after(async () => await pool.terminate());

    it('come to what plain arrays come to', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(SCENARIO, async (scenario) => {
          const outcome = await play(pool, scenario);

          assertOutcome(scenario, outcome);
          assert.equal(await pool.apply(add, [1, 2]), 3);
        }),
        LIMITS,
      );
    });
  });
}

async function play(pool: Pool, scenario: Scenario): Promise<unknown> {
  const { count, source, stages, end, diesAt, throwsAt, chunkSize, bufferSize, unordered } =
    scenario;
  const options: FlowOptions = { chunkSize, bufferSize, unordered, retries: 1 };
  let flow = pool.from<number>(SOURCES[source](count), options).map((x) => {
    if (x === diesAt && currentWorker()?.attempt === 0) process.exit(9);
    if (x === throwsAt) throw new RangeError(`item ${x}`);
    return x;
  });
  for (const stage of stages) flow = STAGES[stage].chain(flow);
  try {
    return await ENDS[end].chain(flow);
  } catch (error) {
    return error;
  }
}

function assertOutcome(scenario: Scenario, outcome: unknown): void {
  const { count, stages, end, throwsAt = count, unordered } = scenario;
  const mayEndBefore = end === 'find' || end === 'some' || end === 'every';
  if (throwsAt < count) {
    if (outcome instanceof RangeError) assert.equal(outcome.message, `item ${throwsAt}`);
    else assert.ok(mayEndBefore, `${String(outcome)} in spite of an error`);
    if (!(outcome instanceof RangeError) && end !== 'find') return;
  }
  if (outcome instanceof RangeError) return;
  let list = [...range(count)];
  for (const stage of stages) list = STAGES[stage].array(list);
  const expected = ENDS[end].array(list);
  if (!unordered) assert.deepEqual(outcome, expected);
  else assertUnordered(end, outcome, { expected, list });
}

/** Of what is joined as it comes, only the order may be another. */
function assertUnordered(
  end: Scenario['end'],
  outcome: unknown,
  { expected, list }: { readonly expected: unknown; readonly list: readonly number[] },
): void {
  const sorted = (values: unknown): unknown => [...(values as unknown[])].map(String).sort();
  if (end === 'find') assert.ok(list.includes(outcome as number) === (expected !== undefined));
  else if (end === 'fold')
    assert.deepEqual(sorted(String(outcome).split(',')), sorted(String(expected).split(',')));
  else if (Array.isArray(expected)) assert.deepEqual(sorted(outcome), sorted(expected));
  else assert.deepEqual(outcome, expected);
}
