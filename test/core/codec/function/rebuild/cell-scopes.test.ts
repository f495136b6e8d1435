import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  depthOf,
  evaluateInScope,
  findCell,
  isSeenIn,
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

describe('A module inside of others', () => {
  const [outer, inner, url] = ['9', '9@300.571', 'file:///app/bundle.js'];

  it('sees their variables if they came before it, unless it has one of that name', () => {
    openCell(`${outer}|${url}|a`, 'a', 1).set(1);
    openCell(`${outer}|${url}|b`, 'b', 1).set(2);
    openCell(`${inner}|${url}|b`, 'b', 1).set(3);
    openCell(`${outer}|${url}|late`, 'late', 1).set(4);

    assert.deepEqual(evaluateInScope(`${inner}|${url}`, '[a, b, typeof late]'), [
      1,
      3,
      'undefined',
    ]);
    assert.equal(evaluateInScope(`${outer}|${url}`, 'b'), 2);
    const seen = ['9|', '9@300.571|'].flatMap((module) =>
      ['a', 'b', 'late'].filter((name) => isSeenIn(`${inner}|${url}`, `${module}${url}|${name}`)),
    );
    assert.deepEqual(seen, ['a', 'b']);
  });

  it('does not see those of one beside it', () => {
    openCell(`9@300.400|${url}|beside`, 'beside', 1).set(1);

    assert.equal(evaluateInScope(`9@300.800|${url}`, 'typeof beside'), 'undefined');
  });

  it('has a depth', () => {
    assert.deepEqual(
      ['9|file:///a@1.js|x', '9@300|file:///a.js|x', '9@300.571|file:///a.js|x'].map(depthOf),
      [0, 1, 2],
    );
  });
});

describe('moduleOf', () => {
  it('leaves out the name of the variable', () => {
    assert.equal(moduleOf('7|file:///a|b.js|db'), '7|file:///a|b.js');
  });
});
