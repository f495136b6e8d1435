import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '#dist/cluster/engine/engine.js';
import { resolveClusterOptions } from '#dist/cluster/options.js';

const engine = async (): Promise<Engine> => await Promise.reject(new Error('not opened here'));

describe('The options of a ClusterPool', () => {
  it('have their defaults', () => {
    const { name, reconnectTimeout, overdue, setup } = resolveClusterOptions({ engine });

    assert.deepEqual(
      [name, reconnectTimeout, overdue, setup],
      ['manyhands', 120_000, 30_000, undefined],
    );
  });

  it('make a set-up for workers if one of them is about workers', () => {
    const special = resolveClusterOptions({ engine, maxTasksPerChild: 3, env: { A: '1' } });
    const named = resolveClusterOptions({ engine, name: 'mine' });

    assert.equal(special.setup?.maxTasksPerChild, 3);
    assert.equal(special.setup?.env['A'], '1');
    assert.deepEqual([named.setup, named.name], [undefined, 'mine']);
  });

  it('send the initializer with the set-up', () => {
    const { setup } = resolveClusterOptions({ engine, initializer: Math.abs, initArgs: [1] });

    assert.deepEqual([setup?.initializer?.fn.name, setup?.initializer?.args], ['abs', [1]]);
  });

  it('are refused if they are those of the host, unknown, or no times', () => {
    const bad = [{ workers: 2 }, { overdeu: 1 }, { overdue: -1 }, { reconnectTimeout: Number.NaN }];

    for (const options of bad) {
      assert.throws(() => resolveClusterOptions({ engine, ...options }), {
        code: 'ERR_POOL_OPTION',
      });
    }
  });
});
