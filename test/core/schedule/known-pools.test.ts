import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { knownPools } from '#dist/core/schedule/known-pools.js';
import { Stage, terminateAll } from './scheduler-stage.js';

afterEach(terminateAll);

describe('The known pools', () => {
  it('are all that somebody holds, in the order in which they were made, each with a label of its own', () => {
    const stages = [new Stage(), new Stage()];

    const known = [...knownPools()].filter(({ backend }) =>
      stages.some(({ scheduler }) => scheduler === backend),
    );

    assert.deepEqual(
      known.map(({ backend }) => backend),
      stages.map(({ scheduler }) => scheduler),
    );
    assert.equal(new Set(known.map(({ backend }) => backend.label)).size, 2);
    assert.equal(known[0]?.ledger.times.run.read().count, 0);
  });
});
