import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { stackOf } from '#dist/core/base/stack-of.js';

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
