/** Which lists there are of one that is taken apart, and what is in them twice. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Nesting } from '#dist/core/wire/list/nesting.js';
import { many as rows, toColumns } from './many.ts';

describe('a place for lists', () => {
  it('tells from one value whether its kind may be taken apart', () => {
    const outermost = new Nesting();
    let deepest = outermost;
    while (deepest.mayHoldObjects) deepest = deepest.deeper();
    const judged = (nesting: Nesting): unknown[] =>
      [1, null, [1, 'a'], [[1]], { a: 1 }, { a: { b: 1 } }, {}, new Map(), Symbol('s')].filter(
        (value) => nesting.isPromising(value),
      );

    assert.equal(judged(outermost).length, 7);
    assert.deepEqual(judged(deepest), [1, null]);
    assert.equal(deepest.isOutermost || outermost.deeper().isOutermost, false);
    assert.ok(outermost.among(Int32Array.of(0)).isOutermost);
  });

  it('knows an object that comes again in the same row, and no other', () => {
    const [a, b] = [{}, {}];
    const nesting = new Nesting();

    assert.equal(nesting.meetsAgain([a, b, null]), false);
    assert.equal(nesting.deeper().meetsAgain([b, a, null]), false);
    assert.equal(nesting.meetsAgain([{}, b, {}]), true);
  });

  it('knows which row has a value that is one of several, or of some', () => {
    const [a, b, c, d] = [{}, {}, {}, {}];
    const nesting = new Nesting();
    const elements = nesting.within(Int32Array.of(0, 0, 2, 2)); // of rows 0 and 2

    assert.equal(nesting.meetsAgain([{}, a, c]), false);
    assert.equal(elements.meetsAgain([a, b, d, {}]), false);
    assert.equal(elements.deeper().meetsAgain([c, {}, {}, {}]), false);
    assert.equal(elements.deeper().meetsAgain([{}, {}, {}, c]), true);
    assert.equal(elements.among(Int32Array.of(1, 3)).meetsAgain([{}, {}]), false);
    assert.equal(elements.among(Int32Array.of(1, 3)).meetsAgain([{}, d]), true);
    assert.equal(elements.within(Int32Array.of(0, 3, 3)).meetsAgain([b, {}, {}]), true);
    const others = rows(() => ({}), 4);
    assert.equal(elements.meetsAgain([others[0], others[1], others[2], others[2]]), true, 'twice');
  });

  it('knows it of many as well', () => {
    const many = rows(() => ({}), 500);
    const nesting = new Nesting();
    const elements = nesting.within(Int32Array.from(many, (_, i) => Math.floor(i / 250)));

    assert.equal(elements.meetsAgain(many), false);
    assert.equal(nesting.meetsAgain([many[250], many[249]]), false);
    assert.equal(nesting.meetsAgain([{}, many[499]]), true);
    assert.equal(elements.meetsAgain([...many.slice(0, 499), many[251]]), true);
  });

  it('has no columns for too many keys', () => {
    const wide = Object.fromEntries(rows((i) => [`k${i}`, i], 65));

    assert.equal(toColumns(rows(() => ({ wide }))), undefined);
  });
});
