/** Random valid options of calls and pools, several calls at a time, against a plain loop. */
import fc from 'fast-check';
import { Pool, type PoolOptions } from 'manyhands';
import type { Divergence, TransportName } from '../divergence.ts';
import type { Domain, FuzzCase } from '../fuzz-case.ts';
import type { Pools } from '../pools.ts';
import { settle } from '../settle.ts';
import { kindOfMessage } from '../values/values.ts';
import { faultOf } from './call.ts';
import { type CallPlan, callPlan } from './call-plan.ts';

interface Plan {
  readonly transport: TransportName;
  readonly calls: readonly CallPlan[];
  /** A pool of its own, which is closed and joined while its calls run. */
  readonly own: PoolOptions | undefined;
}

const own: fc.Arbitrary<PoolOptions> = fc.record({
  workers: fc.integer({ min: 1, max: 3 }),
  maxTasksPerChild: fc.constantFrom(undefined, undefined, 1, 2, 5),
  idleTimeout: fc.constantFrom(undefined, 0, 1, 1000),
  killGrace: fc.constantFrom(undefined, 0, 1000),
  name: fc.constantFrom(undefined, 'other'),
});

const plan: fc.Arbitrary<Plan> = fc
  .record({
    transport: fc.constantFrom<TransportName>('process', 'thread', 'inline'),
    calls: fc.array(callPlan, { minLength: 1, maxLength: 4, size: 'max' }),
    own: fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: own }),
  })
  .map(smallIfOwn);

/** A worker that starts for each chunk takes some tenths of a second on a machine that has much to do. */
function smallIfOwn(plan: Plan): Plan {
  if (plan.own === undefined) return plan;
  const calls = plan.calls.slice(0, 2).map((call) => ({ ...call, count: call.count % 9 }));
  return { ...plan, calls };
}

export const OPTIONS: Domain = {
  name: 'options',
  cases: plan.map((one): FuzzCase => ({ run: async (pools) => run(one, pools) })),
};

async function run(plan: Plan, pools: Pools): Promise<Divergence | undefined> {
  const outcome = await settle(() =>
    plan.own === undefined
      ? faults(pools.get(plan.transport), plan.calls)
      : faultsOfOwn(plan, plan.own),
  );
  const fault = outcome.ok ? outcome.value : `fails with ${String(outcome.error)}`;
  if (fault === undefined) return undefined;
  return {
    domain: 'options',
    transport: plan.transport,
    way: plan.own === undefined ? 'a pool for all' : 'a pool of its own',
    what: kindOfMessage(String(fault)),
    detail: String(fault),
    code: program(plan),
  };
}

async function faults(pool: Pool, calls: readonly CallPlan[]): Promise<string | undefined> {
  const all = await Promise.all(calls.map((call) => faultOf(pool, call)));
  const at = all.findIndex((fault) => fault !== undefined);
  return at < 0 ? undefined : `${calls[at]?.method}: ${all[at]}`;
}

async function faultsOfOwn(plan: Plan, options: PoolOptions): Promise<string | undefined> {
  await using pool = new Pool({ ...options, transport: plan.transport });
  const fault = faults(pool, plan.calls);
  pool.close();
  const result = await fault;
  await pool.join();
  if (result !== undefined) return result;
  return pool.workers.length === 0 ? undefined : `${pool.workers.length} workers are left`;
}

/** As text. */
function program({ transport, calls, own }: Plan): string {
  return `// test/fuzz/options/call.ts says what a plan means.
const pool = new Pool(${JSON.stringify({ ...(own ?? { workers: 2 }), transport })});
const calls = ${JSON.stringify(calls, null, 2)};
const faults = Promise.all(calls.map((call) => faultOf(pool, call)));
${own === undefined ? '' : 'pool.close();\n'}console.log(await faults);
${own === undefined ? 'await pool.terminate();' : 'await pool.join();\nconsole.log(pool.workers);'}`;
}
