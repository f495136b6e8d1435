/** Random chains over random numbers, against the methods of arrays. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Flow, FlowOptions, Pool } from 'manyhands';
import type { TransportName } from '../divergence.ts';
import type { Domain, FuzzCase } from '../fuzz-case.ts';
import { settle } from '../settle.ts';

const STAGES = {
  double: {
    flow: (flow: Flow<number>) => flow.map((x) => 2 * x),
    plain: (xs: readonly number[]) => xs.map((x) => 2 * x),
  },
  later: {
    flow: (flow: Flow<number>) => flow.map(async (x) => await Promise.resolve(x + 1)),
    plain: (xs: readonly number[]) => xs.map((x) => x + 1),
  },
  even: {
    flow: (flow: Flow<number>) => flow.filter((x) => x % 2 === 0),
    plain: (xs: readonly number[]) => xs.filter((x) => x % 2 === 0),
  },
  several: {
    flow: (flow: Flow<number>) =>
      flow.flatMap((x) => Array.from({ length: Math.abs(x) % 4 }, (_, i) => x + i)),
    plain: (xs: readonly number[]) =>
      xs.flatMap((x) => Array.from({ length: Math.abs(x) % 4 }, (_, i) => x + i)),
  },
} as const;

const ENDS = {
  toArray: {
    flow: async (flow: Flow<number>) => await flow.toArray(),
    plain: (xs: readonly number[]) => xs,
  },
  sum: {
    flow: async (flow: Flow<number>) => await flow.sum(),
    plain: (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0),
  },
  count: {
    flow: async (flow: Flow<number>) => await flow.count(),
    plain: (xs: readonly number[]) => xs.length,
  },
  find: {
    flow: async (flow: Flow<number>) => await flow.find((x) => x > 5),
    plain: (xs: readonly number[]) => xs.find((x) => x > 5),
  },
  countBy: {
    flow: async (flow: Flow<number>) => [...(await flow.countBy((x) => x % 3))],
    plain: (xs: readonly number[]) =>
      [...new Set(xs.map((x) => x % 3))].map((key) => [
        key,
        xs.filter((x) => x % 3 === key).length,
      ]),
  },
  reduce: {
    flow: async (flow: Flow<number>) => await flow.reduce((a, b) => Math.max(a, b), -1000),
    plain: (xs: readonly number[]) => xs.reduce((a, b) => Math.max(a, b), -1000),
  },
  read: {
    flow: async (flow: Flow<number>) => {
      const read: number[] = [];
      for await (const x of flow) if (read.push(x) === 5) break;
      return read;
    },
    plain: (xs: readonly number[]) => xs.slice(0, 5),
  },
} as const;

const SOURCES = {
  array: (xs: number[]) => xs,
  generator: function* (xs: number[]) {
    yield* xs;
  },
  'async generator': async function* (xs: number[]) {
    yield* xs;
  },
} as const;

const plan = fc.record({
  transport: fc.constantFrom<TransportName>('process', 'thread', 'inline'),
  items: fc.array(fc.integer({ min: -9, max: 20 }), { maxLength: 60 }),
  source: fc.constantFrom(...(Object.keys(SOURCES) as (keyof typeof SOURCES)[])),
  stages: fc.array(fc.constantFrom(...(Object.keys(STAGES) as (keyof typeof STAGES)[])), {
    maxLength: 4,
  }),
  end: fc.constantFrom(...(Object.keys(ENDS) as (keyof typeof ENDS)[])),
  options: fc.record<FlowOptions>(
    {
      chunkSize: fc.constantFrom<number | 'auto'>(1, 2, 7, 100, 'auto'),
      bufferSize: fc.constantFrom(1, 3, 50),
      retries: fc.nat(2),
    },
    { requiredKeys: [] },
  ),
});

type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

export const CHAINS: Domain = {
  name: 'chains',
  cases: plan.map(
    (one): FuzzCase => ({
      run: async (pools) => {
        const wanted = ENDS[one.end].plain(plainOf(one));
        const outcome = await settle(async () => await run(one, pools.get(one.transport)));
        if (outcome.ok && isDeepStrictEqual(outcome.value, wanted)) return undefined;
        const got = outcome.ok ? JSON.stringify(outcome.value) : String(outcome.error);
        return {
          ...{ domain: 'chains', transport: one.transport, way: one.end },
          what: outcome.ok ? 'another result' : 'fails',
          detail: `${got}, not ${JSON.stringify(wanted)}`,
          code: `// test/fuzz/chains/chains.ts says what a plan means.\nconst plan = ${JSON.stringify(one)};`,
        };
      },
    }),
  ),
};

/** In the order of the items, 0 and -0 told apart by nobody. */
function plainOf({ items, stages }: Plan): readonly number[] {
  return stages
    .reduce<readonly number[]>((xs, stage) => STAGES[stage].plain(xs), items)
    .map((x) => x + 0);
}

async function run({ items, source, stages, end, options }: Plan, pool: Pool): Promise<unknown> {
  const begun: Flow<number> = pool.from(SOURCES[source](items), options);
  const flow = stages.reduce((all, stage) => STAGES[stage].flow(all), begun);
  return await ENDS[end].flow(flow.map((x) => x + 0));
}
