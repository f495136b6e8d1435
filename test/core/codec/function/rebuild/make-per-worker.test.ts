import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NotSendableError } from '#dist/core/base/errors.js';
import { makePerWorker } from '#dist/core/codec/function/rebuild/make-per-worker.js';
import { findRemade } from '#dist/core/codec/function/remade-values.js';
import { FakeRebuilding } from './nodes.ts';

let last = 0;
const nextId = (): string => `made ${(last += 1)}`;

describe('What each worker makes for itself', () => {
  it('is the same getter for the same id, whatever brings it', () => {
    const id = nextId();
    const [first, second] = [1, 2].map((value) =>
      makePerWorker(new FakeRebuilding(() => value), { kind: 'per-worker', id, make: 0 }),
    );

    assert.equal(first, second);
    assert.equal((first as () => number)(), 1);
  });

  it('is the value of a constant, made once, and known as such', () => {
    const node = { kind: 'per-worker', id: nextId(), make: 0, constant: 'schema' } as const;
    const make = (): object => ({});

    const values = [1, 2].map(() => makePerWorker(new FakeRebuilding(make), node));

    assert.equal(values[0], values[1]);
    assert.deepEqual(findRemade(values[0] as object), { id: node.id, constant: 'schema', make });
  });

  it('is an error that names the constant if its initialiser throws', () => {
    const node = { kind: 'per-worker', id: nextId(), make: 0, constant: 'schema' } as const;
    const fail = (): never => {
      throw new RangeError('not here');
    };

    assert.throws(
      () => makePerWorker(new FakeRebuilding(fail), node),
      (error: Error) =>
        error instanceof NotSendableError &&
        /cannot make 'schema' again in the worker: .*RangeError: not here/.test(error.message),
    );
  });
});
