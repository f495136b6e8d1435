import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeStack } from '#dist/core/codec/error/error-stack.js';

const ERROR = { name: 'HttpError', message: 'status 503', stack: '' };

describe('composeStack', () => {
  it('puts the parts in order: thrown, ran, asked, notes', () => {
    const stack = 'HttpError: status 503\n    at fetchPage (file:///app/tasks.js:12:9)';
    const origin = {
      worker: 'worker 3 (pid 4242)',
      submitted: 'Error\n    at main (a.js:4:22)',
    };

    assert.equal(
      composeStack({ ...ERROR, stack }, origin, ['left out: socket, a net.Socket', 'and a note']),
      `HttpError: status 503
    at fetchPage (file:///app/tasks.js:12:9)
    at worker 3 (pid 4242)
    at main (a.js:4:22)
    (left out: socket, a net.Socket)
    (and a note)`,
    );
  });

  it('makes a first line where there is no stack, without a colon if there is no message', () => {
    const texts = [ERROR, { ...ERROR, message: '' }].map((error) =>
      composeStack(error, { worker: 'worker 1 (thread 7)' }, []),
    );

    assert.deepEqual(texts, [
      'HttpError: status 503\n    at worker 1 (thread 7)',
      'HttpError\n    at worker 1 (thread 7)',
    ]);
  });
});
