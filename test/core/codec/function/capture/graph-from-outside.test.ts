import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { graphFromOutside } from '#dist/core/codec/function/capture/graph-from-outside.js';
import { rebuildGraph } from '#dist/core/codec/function/rebuild/rebuild-graph.js';

const outside = 5;

async function again(fn: object): Promise<(...args: unknown[]) => unknown> {
  const graph = graphFromOutside(fn);
  assert.ok(graph !== undefined);
  return (await rebuildGraph(graph, [])) as (...args: unknown[]) => unknown;
}

describe('A function that nobody may look into', () => {
  it('is sent by its text if that needs nothing but what every worker has', async () => {
    const largest = await again((x: number, y = 2) => Math.max(x, y));
    const counted = await again(function count(n: number): number {
      return n === 0 ? 0 : 1 + count(n - 1);
    });

    assert.equal(largest(1), 2);
    assert.equal(counted(3), 3);
    assert.equal(counted.name, 'count');
  });

  it('is sent by its name if every worker has it', () => {
    assert.deepEqual(graphFromOutside(Math.sqrt), {
      nodes: [{ kind: 'known', root: '', path: ['Math', 'sqrt'] }],
      cells: [],
    });
  });

  it('is not sent if it may need more than its text', () => {
    const withProperty = Object.assign(() => 1, { extra: 2 });
    const refused: Record<string, object> = {
      'a variable': () => outside,
      'its this': { method: () => this }.method,
      'a method': { method() {} }.method,
      'a class': class {},
      'a property': withProperty,
      'bound values': Math.max.bind(undefined, 1),
      'a module beside it': async () => await import('node:fs'),
      'whatever eval sees': new Function('return eval(arguments[0])'),
    };

    const sent = Object.keys(refused).filter(
      (name) => graphFromOutside(refused[name] ?? {}) !== undefined,
    );

    assert.deepEqual(sent, []);
  });
});
