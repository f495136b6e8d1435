/** Whoever uses a public name can name every type that occurs in its declaration. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Declarations } from './declarations.ts';

const ROOT = 'index.ts';

describe('the types in public signatures', () => {
  const declarations = Declarations.ofPackage();

  for (const entry of [
    ROOT,
    'cluster/index.ts',
    'progress/index.ts',
    'shared/index.ts',
    'trace/index.ts',
    'otel/index.ts',
    'dashboard/index.ts',
  ]) {
    it(`are all exported from ${entry}`, () => {
      const hidden = declarations.hiddenIn(entry, ROOT);

      assert.ok(declarations.exportsOf(entry).size >= 2);
      assert.deepEqual(hidden, []);
    });
  }
});

describe('the search for hidden types', () => {
  const search = (files: Readonly<Record<string, string>>) =>
    new Declarations((path) => files[path] ?? '').hiddenIn('index.ts');

  it('finds a type of the same file and one of another', () => {
    const hidden = search({
      'index.ts': "export { f, type Known } from './core/a.ts';",
      'core/a.ts':
        "import type { Far as Away } from './b.ts';\nexport interface Known {\n    x: Near;\n}\n" +
        'type Near = 5;\nexport declare function f(known: Known, far: Away): void;',
      'core/b.ts': 'export declare class Far {\n}',
    });

    assert.deepEqual(hidden, [
      { type: 'core/b.ts#Far', usedBy: 'core/a.ts#f' },
      { type: 'core/a.ts#Near', usedBy: 'core/a.ts#Known' },
    ]);
  });

  it('takes no comment, text, property or private member for a type', () => {
    const hidden = search({
      'index.ts': "export { Known } from './a.ts';",
      'a.ts':
        '/** Secret */\nexport declare class Known {\n    private constructor(x: Secret);\n' +
        "    /** A Secret. */\n    readonly Secret: 'Secret';\n    y(Secret?: string): void;\n}\n" +
        'interface Secret {\n}',
    });

    assert.deepEqual(hidden, []);
  });

  it('takes the type that an exported alias stands for as exported', () => {
    const hidden = search({
      'index.ts': "export { Alias } from './a.ts';\nexport { f } from './b.ts';",
      'a.ts': "import { Root as Base } from './b.ts';\nexport type Alias = Base;",
      'b.ts': 'export declare class Root {\n}\nexport declare function f(): Root;',
    });

    assert.deepEqual(hidden, []);
  });
});
