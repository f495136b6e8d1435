import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  findShared,
  forgetMemory,
  forgetShared,
  mustBePacked,
  rememberMemory,
  rememberPart,
  rememberShared,
  steadyPartsOf,
  symbolsOfShared,
} from '#dist/core/base/shared-memory.js';

describe('shared arrays', () => {
  it('are packed for threads, and for processes if they say how they travel', () => {
    const read = new Uint8Array(1);
    const written = new Uint8Array(1);
    rememberShared(read, { forThreads: () => read });
    rememberShared(written, { forThreads: () => written, forProcesses: () => ({}) });

    assert.deepEqual(
      [read, written, new Uint8Array(1)].map((view) => [
        mustBePacked(view, 'thread'),
        mustBePacked(view, 'process'),
      ]),
      [
        [true, false],
        [true, true],
        [false, false],
      ],
    );
    forgetShared(read);
    assert.equal(findShared(read), undefined);
  });

  it('make all views of their memory shared, until they are forgotten', () => {
    const buffer = new SharedArrayBuffer(8);
    rememberMemory(buffer, (view) => ({ forThreads: () => view }));

    const part = new Uint8Array(buffer, 2, 3);
    assert.equal(findShared(part)?.forThreads(), part);
    assert.deepEqual(Reflect.ownKeys(part), ['0', '1', '2']); // to look changes nothing

    forgetMemory(buffer);
    assert.equal(findShared(part), undefined);
    assert.equal(findShared(new DataView(buffer)), undefined);
    assert.equal(findShared(new Uint8Array(8)), undefined);
  });

  it('keep what they have of their own, but not how they are shared', () => {
    const mine = Symbol('mine');
    const array = Object.assign(new Uint8Array(1), { [mine]: 1, [Symbol.dispose]: () => {} });
    assert.equal(symbolsOfShared(array), undefined);

    rememberShared(array, { forThreads: () => array });
    forgetShared(array);

    assert.deepEqual(symbolsOfShared(array), [mine]);
  });

  it('know which parts of a buffer do not change, until these are forgotten', () => {
    const { buffer } = new Uint8Array(8);
    const part = { buffer, from: 0, length: 8, read: () => new Uint8Array(8), hash: () => 'abc' };
    const other = { ...part, from: 4, length: 4 };

    const forget = rememberPart(part);
    const forgetOther = rememberPart(other);
    assert.deepEqual(steadyPartsOf(buffer), [part, other]);
    forget();
    assert.deepEqual(steadyPartsOf(buffer), [other]);
    forgetOther();

    assert.deepEqual(steadyPartsOf(buffer), []);
  });
});
