import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NotSendableError } from '#dist/core/base/errors.js';
import { findErrorClass } from '#dist/core/codec/error/error-class.js';

class HttpError extends TypeError {}
class ImpostorError extends Error {}
Object.defineProperty(ImpostorError, 'name', { value: 'HttpError' });

const LINE = ['HttpError', 'TypeError', 'Error'];

describe('The class of an error on this side', () => {
  it('is built in, or of the pool', () => {
    const found = [
      ['RangeError', 'Error'],
      ['DOMException', 'Error'],
      ['NotSendableError', 'PoolError', 'Error'],
    ].map((line) => findErrorClass(line, undefined, {}));

    assert.deepEqual(found, [RangeError, DOMException, NotSendableError]);
  });

  it('is one of those given, or the one that a look-up finds', () => {
    const asked: unknown[] = [];
    const findClass = (...question: unknown[]): unknown => {
      asked.push(question);
      return HttpError;
    };

    const found = [{ classes: [HttpError] }, { findClass }].map((sources) =>
      findErrorClass(LINE, 'file:///app/a.js', sources),
    );

    assert.deepEqual(found, [HttpError, HttpError]);
    assert.deepEqual(asked, [['HttpError', 'file:///app/a.js']]);
  });

  it('is the nearest ancestor that is known', () => {
    assert.equal(findErrorClass(LINE, undefined, {}), TypeError);
    assert.equal(findErrorClass(['OddError'], undefined, {}), Error);
  });

  it('is none that only has the same name', () => {
    assert.equal(findErrorClass(LINE, undefined, { classes: [ImpostorError] }), TypeError);
  });

  it('does not depend on a look-up that fails or finds nonsense', () => {
    const lookUps = [() => assert.fail('broken'), () => 'HttpError', () => ({}), () => class {}];

    const found = lookUps.map((findClass) => findErrorClass(LINE, undefined, { findClass }));

    assert.deepEqual(found, [TypeError, TypeError, TypeError, TypeError]);
  });
});
