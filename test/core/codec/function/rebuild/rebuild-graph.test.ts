import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Node } from '#dist/core/codec/function/function-body.js';
import { rebuildGraph } from '#dist/core/codec/function/rebuild/rebuild-graph.js';
import { double } from '../fixtures/jobs.js';
import { functionNode, graphOf } from './nodes.ts';

const jobs = new URL('../fixtures/jobs.js', import.meta.url).href;

/** What a function returns whose variable `value` is the node at index 1. */
async function valueOf(...nodes: Node[]): Promise<unknown> {
  const root = functionNode('() => value', { variables: [['value', 1]] });
  const fn = await rebuildGraph(graphOf(root, ...nodes), ['shared thing']);
  return (fn as () => unknown)();
}

describe('A rebuilt graph', () => {
  const LEAVES = [
    [{ kind: 'plain', value: 5 }, 5],
    [{ kind: 'known', root: '', path: ['Math', 'max'] }, Math.max],
    [{ kind: 'symbol', type: 'registered', name: 'ours' }, Symbol.for('ours')],
    [{ kind: 'symbol', type: 'well-known', name: 'iterator' }, Symbol.iterator],
    [{ kind: 'shared', index: 0 }, 'shared thing'],
    [{ kind: 'reference', module: jobs, path: ['double'], commonJs: false }, double],
    [
      { kind: 'import', specifier: './jobs.js', name: 'double', attributes: {}, referrer: jobs },
      double,
    ],
  ] as const;
  for (const [node, value] of LEAVES) {
    it(`holds the value of a node of kind '${node.kind}'`, async () => {
      assert.equal(await valueOf(node), value);
    });
  }

  it('holds members and prototypes of what it holds', async () => {
    const cls = functionNode('class A { m() { return "m"; } }');

    const method = await valueOf({ kind: 'member', of: 2, key: ['m'] }, { kind: 'prototype', of: 3 }, cls); // biome-ignore format: one row

    assert.equal((method as () => string)(), 'm');
  });

  it('holds cycles through functions and objects', async () => {
    const object = { kind: 'object', properties: [{ key: ['fn'], value: 0, flags: 7 }], integrity: 0 } as const; // biome-ignore format: one row
    const root = functionNode('() => object', { variables: [['object', 1]] });

    const fn = (await rebuildGraph(graphOf(root, object), [])) as () => { fn: unknown };

    assert.equal(fn().fn, fn);
  });

  it('makes a base class before the class that extends it', async () => {
    const derived = functionNode('class B extends A {}', { variables: [['A', 2]], early: ['A'] });

    const B = (await valueOf(derived, functionNode('class A {}', { name: 'A' }))) as object;

    assert.equal((Object.getPrototypeOf(B) as { name: string }).name, 'A');
  });
});
