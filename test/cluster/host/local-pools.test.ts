import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '#dist/core/base/outcome.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { resolvePoolOptions } from '#dist/core/api/pool-options.js';
import type { HostResult } from '#dist/cluster/host/host-job.js';
import { LocalPools } from '#dist/cluster/host/local-pools.js';
import type { Setup } from '#dist/cluster/messages/recipe.js';
import { firstValue } from '#dist/core/wire/chunk-result.js';
import { SPEC } from '../test-job.ts';

const METADATA = {
  job: 'j',
  index: 0,
  serial: 0,
  first: 0,
  count: 1,
  total: 1,
  recipe: 'r',
  namespace: 's',
  reply: 'log',
  ref: '',
};

function setupOf(changes: Partial<Setup>): Setup {
  return {
    initializer: null,
    classes: [],
    maxTasksPerChild: undefined,
    maxMemoryPerChild: undefined,
    killGrace: 100,
    startTimeout: 10_000,
    env: {},
    execArgv: undefined,
    resourceLimits: undefined,
    ...changes,
  };
}

function openPools(): LocalPools {
  return new LocalPools(resolvePoolOptions({ workers: 1, transport: 'thread' }));
}

/** Runs `fn(item)` in one of the pools. */
async function run(
  pools: LocalPools,
  fn: (item: number) => unknown,
  setup?: Setup,
): Promise<Outcome<HostResult>> {
  const payload = encodeFunction(fn);
  const spec = { ...SPEC, fn: payload };
  return await new Promise((resolve) => {
    pools.run({
      metadata: METADATA,
      run: { id: 0, spec, items: [20], attempt: 0 },
      recipe: { version: 3, fn: payload, timeoutMs: undefined, retries: 0, setup },
      hostLabel: 'host a',
      attempt: 0,
      onOver: resolve,
    });
  });
}

function valueOf(outcome: Outcome<HostResult>): unknown {
  assert.ok(outcome.ok);
  assert.deepEqual(outcome.value.result.errors, []);
  return firstValue(outcome.value.result);
}

describe('LocalPools', () => {
  it('runs what asks for nothing special in the workers that are there', async () => {
    await using pools = openPools();
    await pools.ready();
    const before = pools.workers.length;

    const outcome = await run(pools, (x) => x + 1);

    assert.deepEqual([before, valueOf(outcome), pools.workers.length], [1, 21, 1]);
  });

  it('has workers of their own for each set-up, and uses them again', async () => {
    await using pools = openPools();
    const setup = setupOf({ env: { GREETING: 'hello' } });
    const task = (): unknown => process.env['GREETING'];

    const plain = valueOf(await run(pools, task));
    const first = valueOf(await run(pools, task, setup));
    const count = pools.workers.length;
    const second = valueOf(await run(pools, task, { ...setup }));

    assert.deepEqual([plain, first, second], [undefined, 'hello', 'hello']);
    assert.deepEqual([count, pools.workers.length], [2, 2]);
  });

  it('runs the initializer of a set-up in its workers', async () => {
    await using pools = openPools();
    const initializer = {
      fn: encodeFunction((value: number) => {
        (globalThis as { base?: number }).base = value;
      }),
      args: [100],
    };

    const outcome = await run(
      pools,
      (x) => ((globalThis as { base?: number }).base ?? 0) + x,
      setupOf({ initializer }),
    );

    assert.equal(valueOf(outcome), 120);
  });

  it('tells what is wrong with a set-up, and tries anew with the next chunk', async () => {
    await using pools = openPools();
    const fail = {
      fn: encodeFunction(() => {
        throw new Error('no database');
      }),
      args: [],
    };

    for (let round = 0; round < 2; round += 1) {
      const outcome = await run(pools, (x) => x, setupOf({ initializer: fail }));

      assert.ok(!outcome.ok);
      assert.equal((outcome.error as { code?: string }).code, 'ERR_POOL_INITIALIZER');
    }
    assert.equal(valueOf(await run(pools, (x) => x)), 20);
  });

  it('ends the workers of the set-up that was used longest ago if there are too many', async () => {
    await using pools = openPools();
    for (let at = 0; at < 10; at += 1) {
      await run(pools, (x) => x, setupOf({ env: { AT: String(at) } }));
    }

    assert.ok(pools.workers.length <= 8, `${pools.workers.length} workers`);
  });

  it('ends all workers, and fails what they run', async () => {
    const pools = openPools();
    const running = run(pools, async () => await new Promise(() => {}));
    await pools.ready();

    await pools[Symbol.asyncDispose]();

    const outcome = await running;
    assert.ok(!outcome.ok);
    assert.deepEqual(pools.workers, []);
  });
});
