import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classNames, isClass, nameOfFunction } from '#dist/core/base/class-name.js';

describe('classNames', () => {
  it('lists the classes from the nearest to the farthest, without Object', () => {
    class HttpError extends TypeError {}

    assert.deepEqual(classNames(new HttpError()), ['HttpError', 'TypeError', 'Error']);
  });

  it('is empty for a plain object and for one without a prototype', () => {
    assert.deepEqual([classNames({}), classNames(Object.create(null))], [[], []]);
  });

  it('leaves out classes without a name', () => {
    const error = new (class extends RangeError {})();

    assert.deepEqual(classNames(error), ['RangeError', 'Error']);
  });

  it('knows classes of the old style', () => {
    function OldError(): void {}
    OldError.prototype = Object.create(Error.prototype, { constructor: { value: OldError } });
    const error: object = Object.create(OldError.prototype);

    assert.deepEqual(classNames(error), ['OldError', 'Error']);
  });

  it('keeps a class of the user that is called Object', () => {
    const own = class {};
    Object.defineProperty(own, 'name', { value: 'Object' });

    assert.deepEqual(classNames(new own()), ['Object']);
  });

  it('ignores a static method called name', () => {
    class Odd {
      static name(): string {
        return assert.fail('foreign code ran');
      }
    }

    assert.deepEqual(classNames(new Odd()), []);
  });

  it('ends on a Proxy that makes up prototypes for ever', () => {
    const endless: object = new Proxy({}, { getPrototypeOf: () => new Proxy(endless, {}) });

    assert.deepEqual(classNames(endless), []);
  });

  it('answers for a revoked Proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();

    assert.deepEqual(classNames(proxy), []);
  });
});

describe('isClass and nameOfFunction', () => {
  it('tell classes from functions whose name begins alike', () => {
    function classify(): void {}

    assert.deepEqual([isClass(classify), isClass(class {}), isClass(0)], [false, true, false]);
  });

  it('find no name where there is none', () => {
    assert.deepEqual(
      [nameOfFunction(() => 1), nameOfFunction('f'), nameOfFunction(Math.max)],
      ['', '', 'max'],
    );
  });
});
