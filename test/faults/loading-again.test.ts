/** A module that could not be loaded is tried again in a fresh worker: Node remembers for ever that it failed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Stage } from '../conformance/stage.ts';
import { place } from '../conformance/tasks.ts';
import { task as late } from './modules/fails-to-load-once.ts';
import { task as throws } from './modules/throws-in-worker.ts';
import { assertWhole, overBoth } from './over-both.ts';

overBoth('A module that could not be loaded', (subject) => {
  subject.it('is loaded again, once what it lacked is there', async () => {
    using stage = new Stage();
    const env = { MANYHANDS_TEST_NEEDED: stage.gate };
    await using pool = subject.pool({ workers: 1, env });
    await assert.rejects(pool.apply(late, [1]), /it is not there yet/);
    await assert.rejects(pool.apply(late, [2]), /it is not there yet/);

    writeFileSync(stage.gate, '');

    assert.equal(await pool.apply(late, [3]), 6);
    await assertWhole(pool);
  });

  subject.it('fails its own calls, and no work that was sent ahead', async () => {
    await using pool = subject.pool({ workers: 1 });
    const before = await pool.apply(place);
    const others = (): Promise<string>[] => Array.from({ length: 20 }, () => pool.apply(place));

    const settled = await Promise.allSettled([...others(), pool.apply(throws, [1]), ...others()]);

    const failed = settled.filter(({ status }) => status === 'rejected');
    assert.equal(failed.length, 1);
    assert.notEqual(await pool.apply(place), before);
  });

  subject.it('fails three hundred items, and is no crash loop', async () => {
    await using pool = subject.pool({ workers: 2 });
    const items = Array.from({ length: 300 }, (_, i) => i);
    const results = pool.imap(throws, items);

    let failures = 0;
    for (const _ of items) await results.next().catch(() => (failures += 1));

    assert.equal(failures, 300);
    await assertWhole(pool);
  });
});
