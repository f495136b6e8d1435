import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findOwnData, findOwnMember } from '#dist/core/codec/error/own-data.js';

describe('findOwnData', () => {
  it('reads own properties that are no getters, and never throws', () => {
    const object = Object.create({ inherited: 1 }, { got: { get: () => assert.fail('called') } });
    object.own = 2;
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();

    assert.deepEqual(
      ['own', 'got', 'inherited'].map((name) => findOwnData(object as object, name)),
      [2, undefined, undefined],
    );
    assert.equal(findOwnData(revoked.proxy, 'own'), undefined);
  });
});

describe('findOwnMember', () => {
  it('gives a getter instead of what it would give', () => {
    const get = (): never => assert.fail('called');
    const object = Object.create({ inherited: 1 }, { got: { get }, own: { value: 2 } }) as object;

    assert.deepEqual(
      ['own', 'got', 'inherited'].map((name) => findOwnMember(object, name)),
      [2, get, undefined],
    );
  });
});
