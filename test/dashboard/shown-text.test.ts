import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shownError, shownLabel, shownName } from '#dist/dashboard/shown-text.js';

describe("What is shown of the user's texts", () => {
  it('has an end, and no half of a character there', () => {
    const names = range(95, 105).map((length) =>
      shownName(`${'x'.repeat(length)}${'🦆'.repeat(9)}`),
    );

    assert.ok(names.every((name) => name.length <= 100));
    assert.ok(names.every((name) => Buffer.from(name).toString() === name));
  });

  it('keeps the number of a pool, however long its name is', () => {
    assert.equal(shownLabel('short#3'), 'short#3');
    assert.equal(shownLabel('a#7#12'), 'a#7#12');
    assert.equal(shownLabel('two\nlines#1'), 'two\nlines#1');
    assert.match(shownLabel(`${'long'.repeat(50)}#12`), /^(long)+(l|lo|lon)?…#12$/);
    assert.equal(shownLabel(`${'long'.repeat(50)}#12`).length, 100);
  });

  it('comes from anything that was thrown, also from what throws itself', () => {
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('not that');
      },
    });
    const silent = {
      toString() {
        throw new Error('not that either');
      },
    };

    assert.equal(shownError(new RangeError('far')).name, 'RangeError');
    assert.equal(shownError(undefined).message, 'undefined');
    assert.equal(shownError(hostile).stack, '');
    assert.equal(shownError(silent).message, 'a value that cannot be shown');
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
