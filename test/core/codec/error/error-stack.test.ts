import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeStack, moduleOf } from '#dist/core/codec/error/error-stack.js';

const ERROR = { name: 'HttpError', message: 'status 503', stack: '' };

describe('composeStack', () => {
  it('puts the parts in order: thrown, ran, asked, left out', () => {
    const stack = 'HttpError: status 503\n    at fetchPage (file:///app/tasks.js:12:9)';
    const origin = {
      worker: 'worker 3 (pid 4242)',
      submitted: 'Error\n    at main (a.js:4:22)',
    };

    assert.equal(
      composeStack({ ...ERROR, stack }, origin, ['socket, a net.Socket', 'f, function f']),
      `HttpError: status 503
    at fetchPage (file:///app/tasks.js:12:9)
    at worker 3 (pid 4242)
    at main (a.js:4:22)
    (left out, because they cannot be sent: socket, a net.Socket; f, function f)`,
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

describe('moduleOf', () => {
  const FRAMES: readonly (readonly [string, string | undefined])[] = [
    ['at f (file:///app/a.js:1:2)', 'file:///app/a.js'],
    ['at file:///app/a.js:1:2', 'file:///app/a.js'],
    ['at async f (/app/with space (1)/a.js:1:2)', '/app/with space (1)/a.js'],
    ['at new HttpError (C:\\app\\errors.js:3:5)', 'C:\\app\\errors.js'],
    ['at fs.openSync (node:fs:1:2)\n    at file:///app/b.js:1:2', 'file:///app/b.js'],
    ['at Array.map (<anonymous>)\n    at g (file:///app/c.js:1:2)', 'file:///app/c.js'],
    ['at node:internal/main:1:2', undefined],
  ];
  for (const [frames, module] of FRAMES) {
    it(`finds ${module} in "${frames.replaceAll('\n', ' ')}"`, () => {
      assert.equal(moduleOf(`Error: x\n    ${frames}`), module);
    });
  }

  it('finds nothing where there are no frames', () => {
    assert.deepEqual(
      [moduleOf(''), moduleOf('Error: x'), moduleOf('at once')],
      [undefined, undefined, undefined],
    );
  });

  it('is not held up by a text made to be slow', () => {
    assert.equal(moduleOf(`Error\n    at ${'(:1'.repeat(300_000)}`), undefined);
  });
});
