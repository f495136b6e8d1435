import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ByteReader, ByteWriter } from '#dist/core/wire/bytes.js';
import type { ListKind, PartLists } from '#dist/core/wire/list/kind.js';
import { LITERALS, MIXED } from '#dist/core/wire/list/simple.js';

const NO_PARTS = undefined as unknown as PartLists; // lists of simple values have none

function through<P>(kind: ListKind<P>, values: ArrayLike<unknown>): unknown {
  const packed = kind.fits(values, NO_PARTS);
  if (packed === undefined) return 'does not fit';
  const out = new ByteWriter();
  kind.write(out, packed, NO_PARTS);
  return kind.read(new ByteReader(Buffer.from(out.view()), 0), NO_PARTS);
}

const FOUR = [undefined, null, true, false];

describe('literals', () => {
  it('are undefined, null, true and false, few and many', () => {
    const many = Array.from({ length: 1000 }, (_, at) => FOUR[at % 4]);

    assert.deepEqual(through(LITERALS, FOUR), FOUR);
    assert.deepEqual(through(LITERALS, many), many);
    assert.deepEqual(through(LITERALS, [, true]), [undefined, true]);
  });

  it('are nothing else', () => {
    for (const other of [0, '', 'x', 0n, {}, Number.NaN])
      assert.equal(through(LITERALS, [true, other]), 'does not fit');
  });

  it('take a byte each, so that a list is no longer than its message', () => {
    const bytes = Buffer.from([0xff, 0, 0, 1, 0, 0, 0, 0]);

    assert.throws(() => LITERALS.read(new ByteReader(bytes, 0), NO_PARTS), RangeError);
  });
});

describe('mixed values', () => {
  it('are few numbers, short texts and literals', () => {
    const values = ['a', '\ud800', 1, -0, 0.5, Number.NaN, ...FOUR];

    assert.deepEqual(through(MIXED, values), values);
  });

  it('are small objects as well', () => {
    const values = ['a', { a: 1, b: [null, 'x'] }, [], 7];

    assert.deepEqual(through(MIXED, values), values);
  });

  it('are not many, nor long, nor other objects', () => {
    const odd = [
      [{ a: undefined }],
      [new Map()],
      [1n],
      ['x'.repeat(129)],
      Array.from({ length: 33 }, () => 'x'),
    ];

    for (const values of odd) assert.equal(through(MIXED, values), 'does not fit');
  });
});
