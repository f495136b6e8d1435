import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeModule } from '#dist/core/codec/function/source/module-text.js';
import { mayBeReassigned } from '#dist/core/codec/function/source/reassigned-names.js';

const NAMES = [...'abcdefghij'];

function reassignedIn(text: string): string {
  const module = describeModule(text);
  return NAMES.filter((name) => mayBeReassigned(module, name)).join('');
}

describe('A name that may be assigned to again', () => {
  const TEXTS: readonly (readonly [title: string, text: string, names: string])[] = [
    ['is the target of an assignment', 'a = 1; b += 1; [c, d.e] = x; ({ f, g: h } = x);', 'abcfh'],
    ['is counted up or down', 'a++; --b;', 'ab'],
    ['is the variable of a loop, even one that each turn has for itself', 'for (a of x); for (b in x); for (let c of x); for (var d of x);', 'abcd'], // biome-ignore format: one row
    ['is a var, which may run again', 'var a = 1;', 'a'],
    ['is declared without a value', 'let a; let b = 1;', 'a'],
    ['is assigned to anywhere in the file, under any scope', 'let a = 1; function f() { let a = 1; a = 2; }', 'a'], // biome-ignore format: one row
    ['is none that is only declared, called and read', 'const a = 1; let b = a; function c() { return b; } class d {}', ''], // biome-ignore format: one row
  ];
  for (const [title, text, names] of TEXTS) {
    it(title, () => assert.equal(reassignedIn(text), names));
  }

  it('is every name of a file that cannot be read, is too long, or is not known', () => {
    const long = `const a = 1; // ${'x'.repeat(500_000)}`;

    const answers = [reassignedIn('const a: number = 1;'), reassignedIn(long)];

    assert.deepEqual(answers, [NAMES.join(''), NAMES.join('')]);
    assert.equal(mayBeReassigned(undefined, 'a'), true);
  });
});
