import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  evaluateInScope,
  findCell,
  moduleOf,
  openCell,
} from '#dist/core/codec/function/rebuild/cell-scopes.js';

const module = '7|file:///app/db.js';

describe('A shared variable', () => {
  it('is seen by all functions that are compiled in its module’s scope', () => {
    openCell(`${module}|db`, 'db', 1).set('open');
    const [read, write] = ['() => db', '(value) => { db = value; }'].map((text) =>
      evaluateInScope(module, `(${text})`),
    ) as [() => unknown, (value: unknown) => void];

    const before = read();
    write('closed');

    assert.deepEqual([before, read()], ['open', 'closed']);
  });

  it('stays the same variable when it comes again with another version', () => {
    openCell(`${module}|count`, 'count', 1).set(1);
    const read = evaluateInScope(module, '(() => count)') as () => unknown;

    openCell(`${module}|count`, 'count', 2).set(2);

    assert.equal(read(), 2);
    assert.equal(findCell(`${module}|count`)?.version, 2);
  });

  it('is kept by functions that were made before others came', () => {
    openCell(`${module}|first`, 'first', 1).set(1);
    const readFirst = evaluateInScope(module, '(() => first)') as () => unknown;
    openCell(`${module}|second`, 'second', 1).set(2);

    const readBoth = evaluateInScope(module, '(() => [first, second])') as () => unknown;

    assert.deepEqual([readFirst(), readBoth()], [1, [1, 2]]);
  });

  it('may be called v, as the setter’s own parameter is', () => {
    openCell(`${module}|v`, 'v', 1).set(5);

    assert.equal(evaluateInScope(module, 'v'), 5);
  });

  it('leaves the functions of a sloppy script sloppy', () => {
    const types = [module, `sloppy ${module}`].map((one) => {
      openCell(`${one}|x`, 'x', 1).set(1);
      return (evaluateInScope(one, '(function () { return typeof this + x; })') as () => string)();
    });

    assert.deepEqual(types, ['undefined1', 'object1']);
  });

  it('is not seen by another module, and not known before it was opened', () => {
    openCell(`${module}|mine`, 'mine', 1).set(1);

    assert.throws(() => evaluateInScope('8|file:///app/other.js', 'mine'), ReferenceError);
    assert.equal(findCell('8|file:///app/other.js|mine'), undefined);
  });
});

describe('moduleOf', () => {
  it('leaves out the name of the variable', () => {
    assert.equal(moduleOf('7|file:///a|b.js|db'), '7|file:///a|b.js');
  });
});
