import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Constant } from '#dist/core/codec/function/capture/constant.js';
import { listUnseen } from '#dist/core/codec/function/capture/unseen-names.js';
import { readDeclarations } from '#dist/core/codec/function/source/declarations.js';
import { describeModule } from '#dist/core/codec/function/source/module-text.js';

const MADE = {};
const URL_OF_SCRIPT = 'file:///app/x.js';

function unseenIn(
  text: string,
  seen: readonly string[] = [],
  made: readonly string[] = [],
): [string[], string[]] {
  const module = describeModule(text);
  const declarations = readDeclarations(module);
  const declaration = declarations?.find('x', text.length);
  const script = { url: URL_OF_SCRIPT, isModule: module.isModule, fileText: () => module };
  const constant = { declaration, declarations, variable: { script } } as unknown as Constant; // what is read of it
  const found = listUnseen(constant, {
    has: (name) => seen.includes(name),
    get: (name) => (made.includes(name) ? MADE : undefined),
    made: MADE,
  });
  return [found.declarations.map(({ name }) => name), found.members.map(([name]) => name)];
}

describe('What an initialiser uses and no scope shows', () => {
  it('is declared in the module, and so is what that uses', () => {
    const text =
      'const a = 1; function f() { return b + a; } class C {} const b = 2; const x = f(new C());';

    assert.deepEqual(unseenIn(text), [['a', 'f', 'C', 'b', 'x'], []]);
  });

  it('comes with the statements that set it up before it is used', () => {
    const text =
      'const a = {}; a.b = 1; if (a.b) a.c = 2; log(a); const x = f(a); a.d = 3; let k = 1; k += 1; Object.assign(a, {});';

    assert.deepEqual(unseenIn(text, ['f']), [['a', 'a', 'a', 'x'], []]);
    assert.deepEqual(unseenIn('let k = 1; k += 1; const x = [k];'), [['k', 'k', 'x'], []]);
    assert.deepEqual(unseenIn('const n = {}; e(n, { a: () => b }); const b = 1; const x = n.a;'), [['n', 'n', 'b', 'x'], []]); // biome-ignore format: one row
  });

  it('is none of what can be captured', () => {
    assert.deepEqual(unseenIn('const a = 1; const x = [a, b];', ['a', 'b']), [['x'], []]);
  });

  it('is whatever holds the value already, and what looks there', () => {
    const text =
      'let once; let has; const f = () => { if (has) return once; has = 1; return (once = {}); }; const x = f(n);';

    assert.deepEqual(unseenIn(text, ['once', 'has', 'f', 'n'], ['once', 'x']), [['once', 'has', 'f', 'x'], []]); // biome-ignore format: one row
    assert.deepEqual(unseenIn(text, ['once', 'has', 'f', 'n']), [['x'], []]);
  });

  it('is imported, or what CommonJS gives to each module', () => {
    assert.deepEqual(unseenIn("import { z } from 'zod'; const x = z.any();"), [['x'], ['z']]);
    assert.deepEqual(unseenIn('const x = require(__dirname + name);'), [
      ['x'],
      ['require', '__dirname'],
    ]);
  });
});
