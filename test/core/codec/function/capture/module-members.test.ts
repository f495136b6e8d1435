import assert from 'node:assert/strict';
import { createRequire, Module } from 'node:module';
import { describe, it } from 'node:test';
import { describeModuleMember } from '#dist/core/codec/function/capture/module-members.js';
import { FakeTable, read } from './fake-table.ts';

const { context } = read(() => 1);

function describeMember(name: string, value: unknown, table = new FakeTable()): unknown {
  return describeModuleMember(table, name, value, context);
}

describe('What Node hands to each module', () => {
  it('is its `require`, made again in the worker', () => {
    const node = describeMember('require', createRequire(import.meta.url));

    assert.deepEqual(node, { kind: 'module-meta', what: 'require', referrer: import.meta.url });
  });

  it('is its `module`, without all that Node keeps in it', () => {
    const module = new Module('/app/a.cjs');
    module.exports = { a: 1 };
    module.filename = '/app/a.cjs';
    const table = new FakeTable();

    const node = describeMember('module', module, table) as { properties: { key: unknown[] }[] };

    assert.deepEqual(
      node.properties.map(({ key }) => key[0]),
      ['exports', 'id', 'filename', 'path'],
    );
    assert.deepEqual(
      [table.values, table.ways],
      [[module.exports], ["has the property 'exports'"]],
    );
  });

  it('is what vitest makes of `import()` and `import.meta`', () => {
    const names = ['__vite_ssr_dynamic_import__', '__vite_ssr_import_meta__'];

    const nodes = names.map((name) => describeMember(name, {}) as { what: string });

    assert.deepEqual(
      nodes.map(({ what }) => what),
      ['import', 'meta'],
    );
  });

  it('is no variable of the user’s that only has such a name', () => {
    const nodes = [['require', () => 1], ['module', { exports: {} }], ['other', createRequire(import.meta.url)]] as const; // biome-ignore format: one row

    assert.deepEqual(
      nodes.map(([name, value]) => describeMember(name, value)),
      [undefined, undefined, undefined],
    );
  });
});
