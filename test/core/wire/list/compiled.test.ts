import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Compiled, nameOf } from '#dist/core/wire/list/compiled.js';

describe('Compiled', () => {
  it('makes a function once for each shape', () => {
    const adders = new Compiled<(a: number) => number>('a');

    const first = adders.get('1', () => 'return a + 1;');
    const again = adders.get('1', () => assert.fail('made again'));
    const other = adders.get('2', () => 'return a + 2;');

    assert.equal(first, again);
    assert.deepEqual([first?.(5), other?.(5)], [6, 7]);
    assert.equal(adders.areForbidden, false);
  });

  it('keeps no more of them than a program has shapes', () => {
    const made = new Compiled<() => number>();
    for (let shape = 0; shape < 250; shape += 1) {
      assert.equal(made.get(`${shape}`, () => `return ${shape};`)?.(), shape);
    }
    let count = 0;
    for (let shape = 0; shape < 250; shape += 1)
      made.get(`${shape}`, () => `return ${(count += 1)};`);
    assert.ok(count >= 150, `${count} were made again`);
  });
});

describe('nameOf', () => {
  it('is a string literal', () => {
    for (const key of ['a', '', '"', '\\', '\n', '\u2028', '${a}', "'"])
      assert.equal(new Function(`return ${nameOf(key)};`)(), key); // oxlint-disable-line no-new-func, typescript/no-implied-eval -- that is what it is for
  });
});
