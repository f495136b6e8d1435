import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { isPlainObject, isRecord } from '#dist/core/codec/error/record.js';

class Mine {
  readonly part = 1;
}

describe('isRecord', () => {
  it('is true for plain objects and for instances of classes of the user', () => {
    const values = [{ a: 1 }, Object.create(null), new Mine()];

    assert.deepEqual(
      values.map((one) => isRecord(one)),
      [true, true, true],
    );
  });

  it('is false for all that is more than its properties', () => {
    const forbidden = { [Symbol.for('manyhands.notSendable')]: 'no' };
    const values = [null, 1, [], new Map(), new Date(), new Socket(), new Proxy({}, {}), forbidden];

    assert.deepEqual(
      values.filter((one) => isRecord(one)),
      [],
    );
  });
});

describe('isPlainObject', () => {
  it('is false for instances', () => {
    assert.deepEqual(
      [{}, Object.create(null) as object, new Mine(), []].map((one) => isPlainObject(one)),
      [true, true, false, false],
    );
  });
});
