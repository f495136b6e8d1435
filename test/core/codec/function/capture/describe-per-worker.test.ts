import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capture } from '#dist/core/codec/function/capture/capture.js';
import { describePerWorker } from '#dist/core/codec/function/capture/describe-per-worker.js';
import type { FunctionNode, Node, PerWorkerNode } from '#dist/core/codec/function/function-body.js';
import { perWorker } from '#dist/core/codec/function/per-worker.js';
import { rememberRemade } from '#dist/core/codec/function/remade-values.js';
import { exportedBox } from '../fixtures/per-worker-exports.js';
import { FakeTable } from './fake-table.ts';

const least = 3;
const cache = new Map([[new WeakMap(), least]]);
const OPTIONS = { allowShared: false, judgeStability: false, remakeConstants: true };

describe('What each worker makes for itself is described', () => {
  it('by the function that makes it, under the id of its getter', () => {
    const make = (): number => 1;
    const table = new FakeTable();
    const getter = perWorker(make);

    const nodes = [1, 2].map(() => describePerWorker(table, getter, undefined)) as PerWorkerNode[];

    assert.deepEqual(table.values, [make]);
    assert.deepEqual(nodes[0], nodes[1]);
    assert.deepEqual([nodes[0]?.kind, nodes[0]?.constant], ['per-worker', undefined]);
  });

  it('by reference if the getter is exported', () => {
    const node = describePerWorker(new FakeTable(), exportedBox, undefined) as Node;

    assert.deepEqual(node.kind === 'reference' && [node.path, node.textLength], [['exportedBox'], undefined]); // biome-ignore format: one row
  });

  it('by what made it in this worker', () => {
    const [value, make] = [{}, (): number => 1];
    rememberRemade(value, { id: 'r1', constant: 'x', make });
    const table = new FakeTable();

    const node = describePerWorker(table, value, undefined);

    assert.deepEqual(node, { kind: 'per-worker', id: 'r1', constant: 'x', make: 0 });
    assert.deepEqual(table.values, [make]);
  });

  it('by the text of a constant’s initialiser, at its own line', () => {
    const { graph } = capture(() => cache, OPTIONS);

    const node = graph.nodes.find(({ kind }) => kind === 'per-worker') as PerWorkerNode;
    const maker = graph.nodes[node.make as number] as FunctionNode;
    assert.equal(node.constant, 'cache');
    assert.match(maker.source, /^\(\)=>\{.*const cache = new Map\(\[\[new WeakMap\(\), least\]\]\);\nreturn cache\}$/s); // biome-ignore format: one row
    assert.ok(maker.source.includes('const least = 3;') || maker.variables.some(([name]) => name === 'least')); // biome-ignore format: one row
  });

  it('for nothing else', () => {
    for (const value of [{}, () => 1, Symbol('x')])
      assert.equal(describePerWorker(new FakeTable(), value, undefined), undefined);
  });
});
