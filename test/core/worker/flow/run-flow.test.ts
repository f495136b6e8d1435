import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Chain, EndKind, Stage } from '#dist/core/base/chain.js';
import { decodeError } from '#dist/core/codec/error/decode-error.js';
import { NumberRange } from '#dist/core/wire/list/number-range.js';
import type { ChunkResult, RunChunk } from '#dist/core/wire/messages.js';
import { runFlow } from '#dist/core/worker/flow/run-flow.js';
import type { TaskFunction } from '#dist/core/worker/task-function.js';
import { fc } from '../../../property.ts';
import { SPEC } from '../../wire/journeys.ts';
import { anyChain, partialOf, valuesOf } from './any-chain.ts';

const ENDS: readonly EndKind[] = [
  'list',
  'count',
  'sum',
  'counts',
  'reduce',
  'fold',
  'keyed',
  'first',
  'any',
];

function chainOf(
  stages: readonly Stage<(x: never) => unknown>[],
  kind: EndKind = 'list',
): Chain<TaskFunction> {
  return { stages, end: { kind, fns: [] } } as unknown as Chain<TaskFunction>;
}

async function run(
  chain: Chain<TaskFunction>,
  items: RunChunk['items'],
  budgetMs = 0,
): Promise<ChunkResult> {
  const chunk = { id: 1, spec: { ...SPEC, call: 'fold', budgetMs }, items, attempt: 0 } as const;
  return await runFlow(() => chain, chunk, undefined);
}

describe('A chunk of a chain', () => {
  it('comes to what a plain array comes to, whatever is in the chain', async () => {
    const items = fc.oneof(
      fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 40 }),
      fc
        .tuple(fc.integer({ min: -9, max: 9 }), fc.nat(40))
        .map(([start, length]) => new NumberRange({ start, step: 3, length })),
      fc.nat(1500).map((length) => Int32Array.from({ length }, (_, i) => i)),
    );
    await fc.assert(
      fc.asyncProperty(anyChain(ENDS), items, async ({ chain }, list) => {
        const result = await run(chain, list);

        const values = await valuesOf(chain, list as Iterable<number>);
        assert.deepEqual(result.errors, []);
        assert.deepEqual([...(result.values as unknown[])], partialOf(chain.end, values));
        assert.equal(result.covers, list.length === 0 ? 0 : list.length);
      }),
    );
  });

  it('meets no promise where there is none', () => {
    const chunk = { id: 1, spec: { ...SPEC, call: 'fold' }, items: [1, 2], attempt: 0 } as const;

    const result = runFlow(
      () => chainOf([{ kind: 'map', fn: (x: number) => x * 2 }]),
      chunk,
      undefined,
    );

    assert.ok(!(result instanceof Promise));
    assert.deepEqual(result.values, [2, 4]);
  });

  it('awaits its items one after another', async () => {
    const log: string[] = [];
    const slow = async (x: number): Promise<number> => {
      log.push(`begin ${x}`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`end ${x}`);
      return x;
    };

    await run(chainOf([{ kind: 'map', fn: slow }]), [1, 2]);

    assert.deepEqual(log, ['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  it('runs no more than it needs, where the first value is enough', async () => {
    let calls = 0;
    const count = (x: number): number => {
      calls += 1;
      return x;
    };

    const result = await run(chainOf([{ kind: 'map', fn: count }], 'first'), [5, 6, 7]);

    assert.deepEqual([result.values, calls, result.covers], [[5], 1, 3]);
  });

  it('hands back what it has not begun when it has taken too long, after one item at least', async () => {
    const slow = (x: number): number => {
      const endMs = performance.now() + 3;
      while (performance.now() < endMs);
      return x;
    };
    const items = Array.from({ length: 5000 }, (_, i) => i);

    const result = await run(chainOf([{ kind: 'map', fn: slow }]), items, 0.001);

    const { covers = 0 } = result;
    assert.ok(covers >= 1 && covers < 50, `${covers} items`);
    assert.deepEqual(result.values, items.slice(0, covers));
  });

  it('hands back what it has not begun, where items are awaited', async () => {
    const slow = async (x: number): Promise<number> => x;
    const items = Array.from({ length: 50_000 }, (_, i) => i);

    const { covers = 0 } = await run(chainOf([{ kind: 'map', fn: slow }]), items, 1);

    assert.ok(covers >= 1 && covers < items.length, `${covers} items`);
  });

  for (const [what, fn] of [
    [
      'at once',
      () => {
        throw new RangeError('mine');
      },
    ],
    [
      'later',
      async () => {
        throw new RangeError('mine');
      },
    ],
  ] as const) {
    it(`fails as a whole when a stage throws ${what}`, async () => {
      const result = await run(chainOf([{ kind: 'map', fn }]), [1, 2]);

      assert.deepEqual([result.values, result.errors.length], [[], 1]);
      const [[offset, payload] = [1, { kind: '' }]] = result.errors;
      assert.equal(offset, 0);
      assert.ok((result.covers ?? 0) >= 1);
      const error = decodeError(payload, { worker: 'w', submitted: undefined });
      assert.deepEqual([(error as Error).name, (error as Error).message], ['RangeError', 'mine']);
    });
  }

  it('takes values out of their markers', async () => {
    const marked = (x: number): unknown => ({ value: [x], [Symbol.for('manyhands.moved')]: [] });

    const { values } = await run(chainOf([{ kind: 'map', fn: marked }]), [1, 2]);

    assert.deepEqual(values, [[1], [2]]);
  });

  it('keeps the classes of items, and of what it sends', async () => {
    const keeper = {
      keep: (fn: TaskFunction) => fn,
      decode: (value: unknown) => `decoded ${String(value)}`,
      encode: (value: unknown) => `encoded ${String(value)}`,
    };
    const chunk = { id: 1, spec: { ...SPEC, call: 'fold' }, items: ['a'], attempt: 0 } as const;

    const { values } = await runFlow(() => chainOf([]), chunk, keeper);

    assert.deepEqual(values, ['encoded decoded a']);
  });
});
