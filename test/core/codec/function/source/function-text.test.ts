import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFunctionText } from '#dist/core/codec/function/source/function-text.js';

describe('The shape of a function', () => {
  const shapes: readonly (readonly [text: string, shape: string])[] = [
    ['x => x', 'expression'],
    ['async function () {}', 'expression'],
    ['class {}', 'expression'],
    ['m() {}', 'method'],
    ['async *[k]() {}', 'method'],
    ['get() {}', 'method'],
    ['get x() { return 1; }', 'getter'],
    ['set x(v) {}', 'setter'],
  ];
  for (const [text, shape] of shapes) {
    it(`of \`${text}\` is ${shape}`, () => assert.equal(readFunctionText(text).shape, shape));
  }
});

describe('The text of a function', () => {
  it('begins for V8 at the parameters, and that of a class at those of its constructor', () => {
    const texts: readonly (readonly [text: string, parameters: string])[] = [
      ['function f(a) {}', '(a)'],
      ['async function* (a) {}', '(a)'],
      ['m(a) {}', '(a)'],
      ['async [k(1)](a) {}', '(a)'],
      ['class A { x = f(1); constructor(a) {} }', '(a)'],
      ['class A {}', 'class'],
      ['(a) => 1', '(a)'],
      ['async a => 1', 'async'],
    ];

    for (const [text, parameters] of texts)
      assert.equal(readFunctionText(text).anchor, text.indexOf(parameters), text);
  });

  it('of a class lists the texts of its methods, as they print themselves', () => {
    class Box {
      static of(): void {}
      get size(): number {
        return 1;
      }
    }

    const { methods, isClass } = readFunctionText(String(Box));

    const size = Object.getOwnPropertyDescriptor(Box.prototype, 'size')?.get;
    assert.deepEqual([isClass, [...methods]], [true, [String(Box.of), String(size)]]);
  });

  it('is parsed once', () => {
    assert.equal(readFunctionText('(x) => x'), readFunctionText('(x) => x'));
  });

  it('is refused if it is no function', () => {
    assert.throws(() => readFunctionText('function f( {'), SyntaxError);
  });
});
