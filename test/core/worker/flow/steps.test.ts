import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EndKind } from '#dist/core/base/chain.js';
import { beginGathering, ENDS } from '#dist/core/worker/flow/ends.js';
import { openCursor } from '#dist/core/worker/flow/cursor.js';
import { Steps } from '#dist/core/worker/flow/steps.js';
import { fc } from '../../../property.ts';
import { anyChain, partialOf, valuesOf } from './any-chain.ts';

const KINDS: readonly EndKind[] = ['list', 'count', 'sum', 'counts', 'reduce', 'fold', 'keyed'];

describe('A loop over stages', () => {
  it('does what a plain array does, item by item', async () => {
    await fc.assert(
      fc.asyncProperty(anyChain(KINDS), fc.array(fc.integer()), async ({ chain }, items) => {
        const gathering = beginGathering(chain.end);
        const steps = new Steps(chain, gathering);

        for (const item of items) await steps.push(0, item);

        const values = await valuesOf(chain, items);
        assert.deepEqual(ENDS[chain.end.kind].take(gathering.acc), partialOf(chain.end, values));
      }),
    );
  });

  it('goes on where another has stopped, in the middle of what is flattened', async () => {
    const double = (x: unknown): number => Number(x) * 2;
    const chain = {
      stages: [
        { kind: 'flatMap' as const, fn: (x: unknown) => [x, x] },
        { kind: 'map' as const, fn: double },
      ],
      end: { kind: 'list' as const, fns: [] },
    };
    const gathering = beginGathering(chain.end);
    const cursor = openCursor([1, 2, 3]);
    cursor.next();

    const place = { stage: 1, input: 1 };
    await new Steps(chain, gathering).resume(place, Promise.resolve(20), [{ stage: 0, cursor }]);

    assert.deepEqual(gathering.acc, [20, 4, 6]);
  });

  it('closes what it flattens when a stage throws, or the first value is enough', async () => {
    const closed: string[] = [];
    const numbers = function* (name: unknown): Generator<number> {
      try {
        for (let i = 0; ; i += 1) yield i;
      } finally {
        closed.push(String(name));
      }
    };
    const chainTo = (kind: EndKind, fn: (x: unknown) => unknown) => ({
      stages: [
        { kind: 'flatMap' as const, fn: numbers },
        { kind: 'map' as const, fn },
      ],
      end: { kind, fns: [] },
    });
    const failing = chainTo('list', (x) => {
      if (x === 3) throw new Error('three');
      return x === 1 ? Promise.resolve(x) : x;
    });
    const stopping = chainTo('first', async (x) => x);

    await assert.rejects(
      async () => await new Steps(failing, beginGathering(failing.end)).push(0, 'a'),
    );
    await new Steps(stopping, beginGathering(stopping.end)).push(0, 'b');

    assert.deepEqual(closed, ['a', 'b']);
  });
});
