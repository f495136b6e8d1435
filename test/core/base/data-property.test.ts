import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dataPropertyOf } from '#dist/core/base/data-property.js';

describe('A data property', () => {
  it('is found on the object and on its prototypes', () => {
    class Base {
      method(): void {}
    }
    class Derived extends Base {
      own = 1;
    }

    assert.equal(dataPropertyOf(new Derived(), 'own'), 1);
    assert.equal(dataPropertyOf(new Derived(), 'method'), Base.prototype.method);
    assert.equal(dataPropertyOf(Object.create(null) as object, 'own'), undefined);
  });

  it('is not looked for in getters and proxies', () => {
    const fail = (): never => assert.fail('it was asked');
    const proxy = new Proxy(
      {},
      { get: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail },
    );

    for (const object of [
      proxy,
      Object.create(proxy) as object,
      Object.defineProperty({}, 'x', { get: fail }),
    ])
      assert.equal(dataPropertyOf(object, 'x'), undefined);
  });
});
