import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeModule, standsAt } from '#dist/core/codec/function/source/module-text.js';

function importsOf(text: string): Record<string, string> {
  const entries = [...describeModule(text).imports].map(([local, { name, specifier }]) => [
    local,
    `${name} of ${specifier}`,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

describe('The imports of a module', () => {
  it('are found under their local names', () => {
    const text = `import a, { b as c, default as d, "e f" as g } from './x.js';\nimport * as h from "y";\nimport 'z';`;

    assert.deepEqual(importsOf(text), {
      a: 'default of ./x.js',
      c: 'b of ./x.js',
      d: 'default of ./x.js',
      g: 'e f of ./x.js',
      h: '* of y',
    });
  });

  it('keep their attributes', () => {
    const { imports } = describeModule(`import data from './d.json' with { type: 'json' };`);

    assert.deepEqual(imports.get('data')?.attributes, { type: 'json' });
  });

  it('are not those in comments, strings and templates', () => {
    const text =
      "// import a from 'a'\n/* import b from 'b' */ const c = `import d from 'd'`;\nexport {};";

    assert.deepEqual(importsOf(text), {});
  });

  it('are read in TypeScript, without those of types', () => {
    const text = `import type { A } from './a.js';\nimport { type B, c, type D as E, type as f } from './b.js';\nconst x: number = 1;`;

    assert.deepEqual(importsOf(text), { c: 'c of ./b.js', f: 'type of ./b.js' });
  });
});

describe('The exports of a module', () => {
  it('are pairs of names', () => {
    const text = 'export const a = 1; function b() {} export { b as c }; export default () => 1;';
    const names = describeModule(text).exports.map(({ name, localName }) => [name, localName]);

    assert.deepEqual(names, [
      ['a', 'a'],
      ['c', 'b'],
      ['default', undefined],
    ]);
  });
});

describe('A text stands in a module', () => {
  const module = describeModule('const a = 1;\nconst f = (x: number): number => x * 2;\n');

  it('if it is what the file says at this place', () => {
    assert.ok(standsAt(module, 'const a = 1;', 0, 0));
    assert.ok(!standsAt(module, 'const a = 1;', 1, 0));
    assert.ok(!standsAt(module, 'const a = 1;', 7, 0));
  });

  it('if only types have been blanked out', () => {
    assert.ok(standsAt(module, '(x        )         => x * 2', 1, 10));
    assert.ok(!standsAt(module, '(y        )         => y * 2', 1, 10));
  });
});
