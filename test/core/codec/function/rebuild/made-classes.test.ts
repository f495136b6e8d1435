import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findMadeClass, keepMadeClass } from '#dist/core/codec/function/rebuild/made-classes.js';

const compiled = { set: {}, get: () => undefined };

function made() {
  return { fn: class {} as never, compiled };
}

describe('A class that was made by value', () => {
  it('is found again by its id', () => {
    const point = made();
    keepMadeClass('point', point);

    assert.deepEqual([findMadeClass('point'), findMadeClass('line')], [point, undefined]);
  });

  it('is not kept if it is no class and has no id', () => {
    keepMadeClass(undefined, made());

    assert.equal(findMadeClass(undefined), undefined);
  });

  it('is forgotten after a thousand others that were used since', () => {
    keepMadeClass('old', made());
    keepMadeClass('used', made());
    for (let i = 0; i < 999; i += 1) {
      keepMadeClass(`class ${i}`, made());
      findMadeClass('used');
    }

    assert.equal(findMadeClass('old'), undefined);
    assert.notEqual(findMadeClass('used'), undefined);
  });
});
