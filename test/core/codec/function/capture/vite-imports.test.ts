import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describeViteImport,
  findViteImport,
  isViteImport,
  viteRoot,
} from '#dist/core/codec/function/capture/vite-imports.js';
import { describeModule } from '#dist/core/codec/function/source/module-text.js';
import { FakeTable } from './fake-table.ts';

type Script = Parameters<typeof findViteImport>[1];

const NAME = '__vite_ssr_import_2__';
const TEXT = `const ${NAME} = await __vite_ssr_import__("node:path", {"importedNames":["join"]});`;
const script = { url: 'file:///app/a.test.ts', runningText: () => describeModule(TEXT) } as unknown as Script; // biome-ignore format: what is read of it
const used = (isUsedWhole: boolean, ...chains: string[][]) => ({ isAssigned: false, isUsedWhole, chains }); // biome-ignore format: one row

describe('What vite makes of an import', () => {
  const all = {
    kind: 'import',
    specifier: 'node:path',
    name: '*',
    attributes: {},
    referrer: script.url,
  };

  it('is known by its name', () => {
    const names = [NAME, '__vi_import_0__', '__vite_ssr_import__', 'path'];

    assert.deepEqual(names.map(isViteImport), [true, true, false, false]);
  });

  it('is imported again, as its text says', () => {
    assert.deepEqual(findViteImport(NAME, script), all);
    assert.equal(findViteImport('__vite_ssr_import_9__', script), undefined);
  });

  it('is taken member by member, or whole where it is used as a whole', () => {
    const table = new FakeTable();
    const value = new Proxy({}, {});

    const [some, whole] = [used(false, ['join']), used(true)].map((use) =>
      describeViteImport(table, { name: NAME, value, use }, script),
    );

    assert.deepEqual(whole, all);
    assert.equal(some?.kind, 'object');
    assert.deepEqual(table.nodes, [{ ...all, name: 'join' }]);
  });

  it('is described as any other object unless it is a Proxy', () => {
    const variable = { name: NAME, value: {}, use: used(true) };

    assert.equal(describeViteImport(new FakeTable(), variable, script), undefined);
  });

  it('counts from the working directory where vitest says nothing', () => {
    assert.equal(viteRoot(), process.cwd());
  });
});
