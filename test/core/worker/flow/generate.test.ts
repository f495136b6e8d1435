import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EndKind, StageKind } from '#dist/core/base/chain.js';
import { NumberRange } from '#dist/core/wire/list/number-range.js';
import { beginGathering } from '#dist/core/worker/flow/ends.js';
import { generateBlock, type ItemKind, writeBlock } from '#dist/core/worker/flow/generate.js';
import { Steps } from '#dist/core/worker/flow/steps.js';
import type { TaskFunction } from '#dist/core/worker/task-function.js';

function prepare(
  stages: readonly (readonly [StageKind, TaskFunction])[],
  kind: EndKind,
  items: ItemKind,
) {
  const chain = {
    stages: stages.map(([stage, fn]) => ({ kind: stage, fn })),
    end: { kind, fns: [] },
  };
  const steps = new Steps(chain, beginGathering(chain.end));
  return { block: generateBlock(chain, items), steps, gathering: steps.gathering };
}

const double: TaskFunction = (x) => Number(x) * 2;

describe('A generated loop', () => {
  it('runs the items it is told to, and goes on where it was', () => {
    const { block, steps, gathering } = prepare([['map', double]], 'list', 'list');

    const first = block([1, 2, 3, 4], { from: 1, to: 3 }, steps);
    const second = block([1, 2, 3, 4], { from: 3, to: 4 }, steps);

    assert.deepEqual([first, second, gathering.acc], [3, 4, [4, 6, 8]]);
  });

  for (const [kind, range] of [
    ['int32s', new NumberRange({ start: 5, step: -3, length: 4 })],
    ['range', new NumberRange({ start: 0.5, step: 0.1, length: 30 }).slice(3, 9)],
  ] as const) {
    it(`computes the items of a range: ${kind}`, () => {
      const { block, steps, gathering } = prepare([], 'list', kind);

      block(range, { from: 1, to: range.length }, steps);

      assert.deepEqual(gathering.acc, [...range].slice(1));
    });
  }

  it('stops at the item that waits, which says what is waited for', async () => {
    const later: TaskFunction = (x) => (x === 2 ? Promise.resolve(20) : x);
    const { block, steps, gathering } = prepare([['map', later]], 'list', 'list');

    const at = block([1, 2, 3], { from: 0, to: 3 }, steps);
    const before = [...(gathering.acc as unknown[])];
    await gathering.waiting;

    assert.deepEqual([at, before, gathering.acc], [1, [1], [1, 20]]);
  });

  it('stops behind the first value, where that is enough', () => {
    const { block, steps, gathering } = prepare([['filter', (x) => x === 2]], 'first', 'list');

    const at = block([1, 2, 3], { from: 0, to: 3 }, steps);

    assert.deepEqual([at, gathering.isFull, gathering.acc], [2, true, [2]]);
  });

  it('holds nothing of the caller’s in its text', () => {
    const chain = {
      stages: [{ kind: 'map' as const, fn: 'secret' }],
      end: { kind: 'sum' as const, fns: [] },
    };

    assert.doesNotMatch(writeBlock(chain, 'list'), /secret/);
  });
});
