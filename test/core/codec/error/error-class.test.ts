import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NotSendableError, PoolError } from '#dist/core/base/errors.js';
import { type ClassSources, findErrorClass } from '#dist/core/codec/error/error-class.js';

class HttpError extends TypeError {}
class ImpostorError extends Error {}
Object.defineProperty(ImpostorError, 'name', { value: 'HttpError' });

const HOME = { url: 'file:///app/a.js', at: 'HttpError' };
const LINE = [{ name: 'HttpError', home: HOME }, { name: 'TypeError' }, { name: 'Error' }];
const NOTHING: ClassSources = { findClass: () => undefined };

describe('The class of an error on this side', () => {
  it('is built in, or of the pool', () => {
    const found = [
      ['RangeError', 'Error'],
      ['DOMException', 'Error'],
      ['NotSendableError', 'PoolError', 'Error'],
    ].map((line) =>
      findErrorClass(
        line.map((name) => ({ name })),
        NOTHING,
      ),
    );

    assert.deepEqual(found, [RangeError, DOMException, NotSendableError]);
  });

  it('is of the pool if it comes from the file of its errors', () => {
    const url = new URL('errors.js', import.meta.resolve('#dist/core/base/errors.js')).href;
    const line = ['NotSendableError', 'PoolError', 'Error'].map((name) =>
      name === 'Error' ? { name } : { name, home: { url, at: name } },
    );

    assert.equal(findErrorClass(line, NOTHING), NotSendableError);
  });

  it('is the one that a look-up finds at its home', () => {
    const asked: unknown[] = [];
    const findClass = (...question: unknown[]): unknown => {
      asked.push(question);
      return HttpError;
    };

    assert.equal(findErrorClass(LINE, { findClass }), HttpError);
    assert.deepEqual(asked, [['HttpError', HOME]]);
  });

  it('is the nearest ancestor that is known', () => {
    assert.equal(findErrorClass(LINE, NOTHING), TypeError);
    assert.equal(findErrorClass([{ name: 'OddError' }], NOTHING), Error);
  });

  it('is none of ours and no global if it stands in a file of its own', () => {
    const home = { url: 'file:///app/a.js', at: 'TimeoutError' };
    const line = [{ name: 'TimeoutError', home }, { name: 'PoolError' }, { name: 'Error' }];

    assert.equal(findErrorClass(line, NOTHING), PoolError);
  });

  it('is none that only has the same name', () => {
    assert.equal(findErrorClass(LINE, { findClass: () => ImpostorError }), TypeError);
  });

  it('does not depend on a look-up that fails or finds nonsense', () => {
    const lookUps = [
      () => assert.fail('broken'),
      () => 'HttpError',
      () => ({}),
      () => () => 1,
      () => class HttpError {},
      () => RangeError,
    ];

    const found = lookUps.map((findClass) => findErrorClass(LINE, { findClass }));

    assert.deepEqual(
      found,
      lookUps.map(() => TypeError),
    );
  });
});
