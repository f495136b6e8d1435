import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DoneRanges } from '#dist/cli/done-ranges.js';
import { fc } from '../property.ts';

const MOST = 60;
/** Few enough positions that ranges meet, join and repeat. */
const positions = fc.array(fc.integer({ min: 0, max: MOST }));

describe('DoneRanges', () => {
  it('holds what a set of the positions would, whatever their order', () => {
    fc.assert(
      fc.property(positions, (added) => {
        const done = new DoneRanges();
        for (const position of added) done.add(position);

        const set = new Set(added);
        assert.equal(done.count, set.size);
        for (let at = 0; at <= MOST + 1; at += 1) assert.equal(done.has(at), set.has(at), `${at}`);
      }),
    );
  });

  it('is as few ranges as can be: sorted, not empty, none touching the next', () => {
    fc.assert(
      fc.property(positions, (added) => {
        const done = new DoneRanges();
        for (const position of added) done.add(position);

        let before = -1;
        for (const [start, end] of done.ranges) {
          assert.ok(start > before && end > start, JSON.stringify(done.ranges));
          before = end;
        }
      }),
    );
  });

  it('goes on from its own ranges as if it had never been written down', () => {
    fc.assert(
      fc.property(positions, positions, (first, second) => {
        const whole = new DoneRanges();
        for (const position of first) whole.add(position);
        const again = new DoneRanges(whole.ranges);
        for (const position of second) {
          whole.add(position);
          again.add(position);
        }

        assert.deepEqual(again.ranges, whole.ranges);
      }),
    );
  });

  it('gives its ranges away as copies', () => {
    const done = new DoneRanges([[0, 2]]);
    const before = done.ranges;

    done.add(2);

    assert.deepEqual(before, [[0, 2]]);
    assert.deepEqual(done.ranges, [[0, 3]]);
  });
});
