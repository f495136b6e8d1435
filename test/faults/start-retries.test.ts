/** An initializer that fails in one worker: what becomes of the pool, and of the calls. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { Stage } from '../conformance/stage.ts';
import { assertWhole, overBoth } from './over-both.ts';

const inc = (x: number): number => x + 1;

/** Fails in the first `failures` workers; which one it is in, a folder for each tells. */
function failsAtFirst(folder: string, failures: number): void {
  const fs = process.getBuiltinModule('node:fs');
  for (let i = 0; ; i += 1) {
    try {
      fs.mkdirSync(`${folder}/${i}`);
    } catch {
      continue; // somebody else's
    }
    if (i < failures) throw new RangeError(`not yet: ${i}`);
    return;
  }
}

overBoth('An initializer that fails in one worker', (subject) => {
  subject.it('ends the pool, which says so by its state and to every call', async () => {
    using stage = new Stage();
    mkdirSync(stage.gate);
    await using pool = subject.pool({
      workers: 3,
      initializer: failsAtFirst,
      initArgs: [stage.gate, 1],
    });
    const isFailure = { code: 'ERR_POOL_INITIALIZER', message: /not yet: 0/ };

    await assert.rejects(pool.ready(), isFailure);

    assert.equal(pool.state, 'terminated');
    await assert.rejects(pool.apply(inc, [1]), isFailure);
    await assert.rejects(pool.map(inc, [1]), isFailure);
    await assert.rejects(pool.imap(inc, [1]).next(), isFailure);
    await assert.rejects(pool.ready(), isFailure);
    pool.close();
    await pool.join();
    assert.deepEqual(pool.workers, []);
  });

  subject.it('is tried again as often as startRetries says', async () => {
    using stage = new Stage();
    mkdirSync(stage.gate);
    await using pool = subject.pool({
      workers: 2,
      startRetries: 2,
      initializer: failsAtFirst,
      initArgs: [stage.gate, 2],
    });

    assert.deepEqual(await pool.map(inc, [1, 2, 3]), [2, 3, 4]);
    assert.equal(pool.state, 'running');
    await assertWhole(pool);
  });

  subject.it('is tried no more often than startRetries says', async () => {
    using stage = new Stage();
    mkdirSync(stage.gate);
    await using pool = subject.pool({
      workers: 1,
      startRetries: 6, // more often than workers may crash
      initializer: failsAtFirst,
      initArgs: [stage.gate, 1000],
    });

    await assert.rejects(pool.apply(inc, [1]), { code: 'ERR_POOL_INITIALIZER', message: /yet: 6/ });

    assert.equal(pool.state, 'terminated');
    assert.equal(readdirSync(stage.gate).length, 7);
  });
});
