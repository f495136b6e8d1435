import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JobList } from '#dist/core/job/job.js';
import { fc } from '../../property.ts';

interface Entry {
  place: number;
  readonly number: number;
}

describe('JobList', () => {
  it('has what was added and not removed, in the order in which it was made', () => {
    const moves = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 20 })), { maxLength: 100 });
    fc.assert(
      fc.property(moves, (moves) => {
        const entries = Array.from({ length: 21 }, (_, number): Entry => ({ place: -1, number }));
        const list = new JobList<Entry>();
        const model = new Set<Entry>();

        for (const [isAdded, which] of moves) {
          const entry = entries[which] as Entry;
          if (isAdded && !model.has(entry)) {
            list.add(entry);
            model.add(entry);
          } else assert.equal(list.remove(entry), model.delete(entry));
        }

        assert.equal(list.size, model.size);
        assert.deepEqual(
          list.inOrder().map(({ number }) => number),
          [...model].map(({ number }) => number).sort((a, b) => a - b),
        );
      }),
    );
  });
});
