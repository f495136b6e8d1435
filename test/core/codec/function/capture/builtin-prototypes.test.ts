import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import {
  findConstructor,
  prototypeName,
  readBuiltinName,
} from '#dist/core/codec/function/capture/builtin-prototypes.js';

class Point {}

describe('The name of an object’s built-in class', () => {
  const named: readonly (readonly [object, string | undefined])[] = [
    [{}, 'Object'],
    [[], 'Array'],
    [new Map(), 'Map'],
    [Buffer.from('a'), 'Buffer'],
    [new Point(), undefined],
    [new (class extends Map {})(), undefined],
    [Object.create(null) as object, undefined],
    [Object.create({}) as object, undefined],
  ];
  for (const [object, name] of named) {
    it(`is ${name} for ${Object.prototype.toString.call(object)} of ${object.constructor?.name}`, () => {
      assert.equal(prototypeName(object), name);
      assert.equal(prototypeName(object), name, 'it is remembered wrongly');
    });
  }

  it('is the same in another realm', () => {
    const [array, map] = runInNewContext('[[], new Map()]') as [object, object];

    const names = [array, map].map(prototypeName);

    assert.deepEqual(names, ['Array', 'Map']);
  });

  it('is not taken from a class that only calls itself so', () => {
    const Fake = { Map: class {} }.Map;

    assert.equal(readBuiltinName(Fake.prototype), undefined);
  });
});

describe('The constructor of a prototype', () => {
  it('is the class that it belongs to', () => {
    assert.equal(findConstructor(Point.prototype), Point);
  });

  it('is not found through an instance, nor through data called constructor', () => {
    const found = [new Point(), { constructor: Point }, { constructor: 1 }].map(findConstructor);

    assert.deepEqual(found, [undefined, undefined, undefined]);
  });
});
