/** Random conversations: streams, broadcasts, reports, queues and served objects, against what was to be said. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Pool } from 'manyhands';
import { Queue, serve } from 'manyhands/shared';
import type { TransportName } from '../divergence.ts';
import type { Domain, FuzzCase } from '../fuzz-case.ts';
import { settle } from '../settle.ts';
import { countTo, drain, fill, reportAll, throughServed } from './tasks.ts';

interface Plan {
  readonly transport: TransportName;
  readonly way: keyof typeof WAYS;
  readonly count: number;
  readonly bufferSize: number;
  readonly readsOnly: number;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** What comes, and what should. */
const WAYS = {
  stream: async (pool: Pool, { count, bufferSize }: Plan) => {
    const read: number[] = [];
    for await (const x of pool.stream(countTo, [count], { bufferSize })) read.push(x);
    return [read, upTo(count)];
  },
  'stream, left early': async (pool: Pool, { count, bufferSize, readsOnly }: Plan) => {
    const read: number[] = [];
    const most = Math.min(count, readsOnly);
    for await (const x of pool.stream(countTo, [count], { bufferSize })) {
      if (read.length === most) break;
      read.push(x);
    }
    return [read, upTo(most)];
  },
  flat: async (pool: Pool, { count, bufferSize }: Plan) => {
    const read: number[] = [];
    for await (const x of pool.imap(countTo, upTo(count % 7), { flat: true, bufferSize }))
      read.push(x);
    return [read, upTo(count % 7).flatMap(upTo)];
  },
  report: async (pool: Pool, { count }: Plan) => {
    const heard: unknown[] = [];
    const result = await pool.apply(reportAll, [count], { onReport: (x) => heard.push(x) });
    return [
      [heard, result],
      [upTo(count), count],
    ];
  },
  broadcast: async (pool: Pool, { count }: Plan) => {
    const results = await pool.broadcast((n: number) => n + 1, [count]);
    return [results, pool.workers.map(() => count + 1)];
  },
  queue: async (pool: Pool, { count, bufferSize }: Plan) => {
    const queue = new Queue<number>({ maxSize: bufferSize });
    const [filled, drained] = await Promise.all([
      pool.apply(fill, [queue, count]),
      pool.apply(drain, [queue]),
    ]);
    return [
      [filled, drained],
      [count, upTo(count)],
    ];
  },
  served: async (pool: Pool, { count }: Plan) => {
    const heard: number[] = [];
    const served = serve({ add: (x: number): number => heard.push(x) });
    const last = await pool.apply(throughServed, [served, count]);
    return [
      [heard, last],
      [upTo(count), count],
    ];
  },
} as const;

const plan: fc.Arbitrary<Plan> = fc.record({
  transport: fc.constantFrom<TransportName>('process', 'thread', 'inline'),
  way: fc.constantFrom(...(Object.keys(WAYS) as (keyof typeof WAYS)[])),
  count: fc.oneof(fc.nat(5), fc.nat(40)),
  bufferSize: fc.constantFrom(1, 2, 5, 50),
  readsOnly: fc.nat(10),
});

export const TALKING: Domain = {
  name: 'talking',
  cases: plan.map(
    (one): FuzzCase => ({
      run: async (pools) => {
        const outcome = await settle(
          async () => await WAYS[one.way](pools.get(one.transport), one),
        );
        const [got, wanted] = outcome.ok ? (outcome.value as [unknown, unknown]) : [];
        if (outcome.ok && isDeepStrictEqual(got, wanted)) return undefined;
        return {
          ...{ domain: 'talking', transport: one.transport, way: one.way },
          what: outcome.ok ? 'something else' : 'fails',
          detail: outcome.ok
            ? `${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`
            : String(outcome.error),
          code: `// test/fuzz/talking/talking.ts says what a plan means.\nconst plan = ${JSON.stringify(one)};`,
        };
      },
    }),
  ),
};
