import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Chain } from '#dist/core/base/chain.js';
import { runChain } from '#dist/core/worker/load-flows.js';
import type { TaskFunction } from '#dist/core/worker/task-function.js';
import { SPEC } from '../wire/journeys.ts';

describe('runChain', () => {
  it('loads what runs chains with the first chunk, and runs later ones at once', async () => {
    const stages = [{ kind: 'map', fn: (x: number) => x * 2 }];
    const chain = { stages, end: { kind: 'sum', fns: [] } } as unknown as Chain<TaskFunction>;
    const chunk = { id: 1, spec: { ...SPEC, call: 'fold' }, items: [1, 2], attempt: 0 } as const;

    const first = await runChain(() => chain, chunk, undefined);
    const second = runChain(() => chain, chunk, undefined);

    assert.ok(!(second instanceof Promise));
    assert.deepEqual([first.values, first.covers, second.values], [[6], 2, [6]]);
  });
});
