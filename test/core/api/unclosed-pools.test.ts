import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UNCLOSED } from '#dist/core/api/unclosed-pools.js';
import { until } from '../../until.js';
import { FakeBackend } from './fake-backend.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void; // what the flag provides

/** Registers a pool of that name which nobody holds when this returns. */
function dropPool(backend: FakeBackend, name: string, isClosed: boolean): void {
  const pool = {};
  UNCLOSED.register(pool, { backend, name }, pool);
  if (isClosed) UNCLOSED.unregister(pool);
}

describe('A pool that nobody holds any more', () => {
  it('is closed, and its owner is warned by its name', async () => {
    const backend = new FakeBackend();
    const warnings: Error[] = [];
    // Other tests of this program may have dropped pools of theirs.
    const onWarning = (warning: Error): void => {
      if (warning.message.includes("'forgotten'")) warnings.push(warning);
    };
    process.on('warning', onWarning);

    dropPool(backend, 'forgotten', false);
    await until('the pool to be collected', () => {
      collectGarbage();
      return warnings.length > 0;
    });
    process.off('warning', onWarning);

    assert.deepEqual(backend.log, ['close']);
    assert.equal(warnings[0]?.name, 'ResourceWarning');
    assert.match(warnings[0]?.message ?? '', /^unclosed running pool 'forgotten': call close\(\)/);
  });

  it('is of no interest where it was closed', async () => {
    const [closed, other] = [new FakeBackend(), new FakeBackend()];

    dropPool(closed, 'closed', true);
    dropPool(other, 'other', false);
    await until('another pool to be collected', () => {
      collectGarbage();
      return other.log.length > 0;
    });
    await nextTurn();

    assert.deepEqual(closed.log, []);
  });
});
