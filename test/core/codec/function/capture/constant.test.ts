import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideConstant, findConstant } from '#dist/core/codec/function/capture/constant.js';

type Constant = Parameters<typeof decideConstant>[1];
const named = (isImport: boolean): Constant => ({ name: 'x', isImport }) as Constant; // nothing else is read

describe('A constant', () => {
  it('is found by its value, under an id of its own, from when it is decided', () => {
    const [first, second] = [{}, Symbol('second')];
    assert.equal(findConstant(first, true), undefined);

    decideConstant(first, named(false));
    decideConstant(second, named(false));

    const ids = [first, second, first].map((value) => findConstant(value, true)?.id);
    assert.equal(ids[0], ids[2]);
    assert.notEqual(ids[0], ids[1]);
  });

  it('counts where constants are switched off only if it is an import', () => {
    const [plain, imported] = [{}, {}];
    decideConstant(plain, named(false));
    decideConstant(imported, named(true));

    const found = [plain, imported].map((value) => findConstant(value, false) !== undefined);
    assert.deepEqual(found, [false, true]);
  });

  it('is never what can be copied anyway', () => {
    for (const value of [1, 'text', Symbol.for('registered')]) {
      decideConstant(value, named(true));
      assert.equal(findConstant(value, true), undefined);
    }
  });
});
