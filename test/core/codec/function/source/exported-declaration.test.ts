import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDeclaration } from '#dist/core/codec/function/source/exported-declaration.js';

describe('An export that is declared right there', () => {
  const ROWS: readonly (readonly [before: string, text: string, names: string | undefined])[] = [
    ['export ', 'function f() {}', 'f f'],
    ['export default ', 'async function f() {}', 'default f'],
    ['a;export const f = ', '() => 1', 'f f'],
    ['export default ', '() => 1', undefined],
    ['const f = ', '() => 1', undefined],
    ['export ', 'function* $_1() {}', '$_1 $_1'],
    ['export ', 'function naïve() {}', 'naïve naïve'],
    ['export ', 'function f() { return "ä" }', 'f f'],
    ['export ', 'class Ärger {}', 'Ärger Ärger'],
    ['export const größe = ', '() => 1', 'größe größe'],
    ['/* ä */ export const f = ', '() => 1', 'f f'],
    ['export ', 'function () {}', undefined],
    ['reexport ', 'function f() {}', undefined],
  ];
  for (const [before, text, names] of ROWS)
    it(`is ${names === undefined ? 'not seen' : 'seen'} in ${before}${text}`, () => {
      const found = readDeclaration(before, text);

      assert.equal(found && `${found.name} ${found.localName}`, names);
    });
});
