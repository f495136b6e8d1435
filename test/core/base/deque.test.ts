import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Deque, DequeById } from '#dist/core/base/deque.js';
import { fc } from '../../property.ts';

/** Where each step costs as much as the queue is long, this takes far longer. */
const ALARM = { timeout: 20_000 };

describe('Deque', () => {
  it('gives items back in the order in which they came', () => {
    const deque = new Deque<number>();

    for (let i = 0; i < 100; i += 1) deque.push(i);

    assert.deepEqual(
      [...deque],
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.deepEqual(
      Array.from({ length: 100 }, () => deque.shift()),
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.equal(deque.shift(), undefined);
  });

  it('behaves as an array does, whatever is done to it', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), value: fc.integer() }),
      fc.record({ kind: fc.constant('unshift' as const), value: fc.integer() }),
      fc.record({ kind: fc.constant('shift' as const), value: fc.constant(0) }),
      fc.record({ kind: fc.constant('clear' as const), value: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const [deque, model] = [new Deque<number>(), [] as number[]];
        for (const { kind, value } of steps) {
          if (kind === 'shift') assert.equal(deque.shift(), model.shift());
          else if (kind === 'clear') {
            deque.clear();
            model.length = 0;
          } else {
            deque[kind](value);
            model[kind](value);
          }
          assert.deepEqual([deque.size, deque.peek()], [model.length, model[0]]);
        }
        assert.deepEqual([...deque], model);
      }),
    );
  });

  it(
    'holds a million items and gives them back, in steps that cost the same',
    ALARM,
    async ({ signal }) => {
      const deque = new Deque<number>();
      let sum = 0;

      for (let i = 0; i < 1_000_000; i += 1) deque.push(i);
      while (deque.size > 0 && !signal.aborted) {
        sum += deque.shift() ?? 0;
        if (deque.size % 10_000 === 0) await new Promise((resolve) => setImmediate(resolve)); // for the alarm
      }

      assert.equal(sum, 499_999_500_000);
    },
  );

  it('can hold undefined', () => {
    const deque = new Deque<undefined>();

    deque.push(undefined);

    assert.deepEqual([deque.size, [...deque]], [1, [undefined]]);
  });
});

describe('DequeById', () => {
  it('behaves as a Map does, whatever is done to it', () => {
    const step = fc.record({
      kind: fc.constantFrom('add', 'add', 'take', 'first', 'get', 'clear'),
      id: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const deque = new DequeById<{ readonly id: number }>();
        const model = new Map<number, { readonly id: number }>();
        for (const { kind, id: any } of steps) {
          const id = kind === 'first' ? ([...model.keys()][0] ?? any) : any;
          if (kind === 'clear') {
            deque.clear();
            model.clear();
          } else if (kind === 'get') {
            assert.equal(deque.get(id), model.get(id));
          } else if (kind !== 'add') {
            assert.equal(deque.take(id), model.get(id));
            model.delete(id);
          } else if (!model.has(id)) {
            const item = { id };
            deque.push(item);
            model.set(id, item);
          }
          assert.equal(deque.size, model.size);
          assert.deepEqual([...deque.keys()], [...model.keys()]);
          assert.deepEqual([...deque.values()], [...model.values()]);
        }
      }),
    );
  });
});
