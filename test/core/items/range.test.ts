import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { range } from '#dist/core/items/range.js';
import { OptionError } from '#dist/core/base/errors.js';
import { fc } from '../../property.ts';

describe('range', () => {
  for (const [given, expected] of [
    [[4], [0, 1, 2, 3]],
    [
      [2, 5],
      [2, 3, 4],
    ],
    [
      [0, 10, 4],
      [0, 4, 8],
    ],
    [
      [5, 0, -2],
      [5, 3, 1],
    ],
    [[0], []],
    [[-3], []],
    [[5, 2], []],
    [
      [0, 1, 0.25],
      [0, 0.25, 0.5, 0.75],
    ],
    [
      [-0, 2],
      [0, 1],
    ],
    [
      [0, -3, -1],
      [0, -1, -2],
    ],
  ] as const) {
    it(`(${given.join(', ')}) is [${expected.join(', ')}]`, () => {
      const made = range(...(given as readonly [number, number, number]));

      assert.deepEqual([...made], expected);
      assert.equal(made.length, expected.length);
    });
  }

  it('can be iterated as often as one likes, and never changes', () => {
    const made = range(3);

    assert.throws(() => Object.assign(made, { length: 9 }), TypeError);
    assert.deepEqual([...made, ...made], [0, 1, 2, 0, 1, 2]);
  });

  it('says what it is made of', () => {
    const { start, step, length } = range(10, 0, -3);

    assert.deepEqual({ start, step, length }, { start: 10, step: -3, length: 4 });
  });

  it('of a billion costs nothing to make', () => {
    const before = process.memoryUsage().heapUsed;

    const made = range(1e9);

    assert.equal(made.length, 1e9);
    assert.ok(process.memoryUsage().heapUsed - before < 1e6);
  });

  it('holds every number before the end, and none at or behind it, for fractions too', () => {
    const bound = fc.double({ noNaN: true, min: -100, max: 100 });
    const step = fc
      .double({ noNaN: true, min: -10, max: 10 })
      .filter((each) => Math.abs(each) > 0.01);
    fc.assert(
      fc.property(bound, bound, step, (start, end, by) => {
        const { length } = range(start, end, by);
        const isBefore = (value: number): boolean => (by > 0 ? value < end : value > end);

        assert.ok(length === 0 || isBefore(start + (length - 1) * by));
        assert.ok(!isBefore(start + length * by));
      }),
    );
  });

  const refused: readonly [args: readonly unknown[], complaint: RegExp][] = [
    [[], /end of a range must be a finite number, but it was undefined/],
    [[Number.NaN], /end of a range must be a finite number, but it was NaN/],
    [['3'], /end of a range must be a finite number, but it was "3"/],
    [[3n], /end of a range must be a finite number, but it was 3n/],
    [[Number.POSITIVE_INFINITY], /but it was Infinity/],
    [[null, 3], /start of a range must be a finite number, but it was null/],
    [[0, Number.NaN], /end of a range/],
    [[0, 3, 0], /step must not be 0/],
    [[0, 3, -0], /step must not be 0/],
    [[0, 3, Number.NaN], /step of a range must be a finite number/],
    [[0, 3, '1'], /step of a range must be a finite number/],
    [[2 ** 60], /is too long/],
    [[2 ** 53, 2 ** 53 + 4], /is too long/],
    [[0, 1, 1e-20], /is too long/],
    [[-1e308, 1e308], /is too long/],
  ];
  for (const [args, complaint] of refused) {
    it(`(${args.map(String).join(', ')}) is refused`, () => {
      const make = (): unknown => (range as (...given: readonly unknown[]) => unknown)(...args);

      assert.throws(make, (error) => error instanceof OptionError && complaint.test(error.message));
    });
  }
});
