import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { stackOf, withoutFrames } from '#dist/core/base/stack-of.js';

describe('stackOf', () => {
  const before = Error.prepareStackTrace;
  afterEach(() => {
    Error.prepareStackTrace = before;
  });

  it('is what the error says', () => {
    assert.match(stackOf(new Error('x')) ?? '', /^Error: x\n {4}at /);
  });

  const hostile: Readonly<Record<string, () => unknown>> = {
    throws: () => assert.fail('hostile'),
    'returns an object': () => ({}),
    'returns nothing': () => undefined,
  };
  for (const [title, prepare] of Object.entries(hostile)) {
    it(`is nothing if what formats stacks ${title}`, () => {
      const holder: { readonly stack?: unknown } = {};
      Error.prepareStackTrace = prepare;
      Error.captureStackTrace(holder);

      assert.equal(stackOf(holder), undefined);
      assert.equal(stackOf(new Error('x')), undefined);
    });
  }
});

describe('withoutFrames', () => {
  const before = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') as PropertyDescriptor;
  afterEach(() => {
    Object.defineProperty(Error, 'stackTraceLimit', before);
  });

  const limit = (): PropertyDescriptor | undefined =>
    Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');

  it('makes an error whose stack is its first line, and those after it have theirs', () => {
    assert.equal(withoutFrames(() => new Error('x')).stack, 'Error: x');
    assert.match(new Error('y').stack ?? '', /^Error: y\n {4}at /);
    assert.deepEqual(limit(), before);
  });

  it('leaves the limit as it was after a throw, and where there was none', () => {
    assert.throws(() => withoutFrames(() => assert.fail('not made')));
    assert.deepEqual(limit(), before);
    Reflect.deleteProperty(Error, 'stackTraceLimit');
    withoutFrames(() => new Error('x'));
    assert.equal(limit(), undefined);
  });

  it('makes it with its frames where the limit cannot be changed', () => {
    Object.defineProperty(Error, 'stackTraceLimit', { value: 5, writable: false });
    assert.match(withoutFrames(() => new Error('x')).stack ?? '', /^Error: x\n {4}at /);
    Object.defineProperty(Error, 'stackTraceLimit', { get: () => 5, configurable: true });
    assert.equal(withoutFrames(() => new Error('x')).message, 'x'); // V8 calls no getter, and captures nothing
  });
});
