/** `priority` and `priorityAging`: which call goes first. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { OptionError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { note, noteAndWait, square } from '../conformance/tasks.ts';
import { at } from './holding.ts';

export function priorities(subject: Subject): void {
  const one = subject.shared(1);

  subject.it('has the higher go first, and those of one priority as they came', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1); // one that has proved quick is sent more ahead
    const held = pool.apply(noteAndWait, at(stage, 'held'));
    await stage.reaches(1);
    const calls = [
      pool.apply(note, [stage.log, 'low 1'], { priority: -1 }),
      pool.apply(note, [stage.log, 'plain 1']),
      pool.apply(note, [stage.log, 'high 1'], { priority: 7 }),
      pool.apply(note, [stage.log, 'plain 2'], { priority: 0 }),
      pool.apply(note, [stage.log, 'high 2'], { priority: 7 }),
      pool.apply(note, [stage.log, 'low 2'], { priority: -1 }),
    ];

    stage.open();
    await Promise.all([held, ...calls]);

    const order = ['held', 'high 1', 'high 2', 'plain 1', 'plain 2', 'low 1', 'low 2'];
    assert.deepEqual(stage.lines, order);
  });

  subject.it('goes before what lies in the hands of a worker', async () => {
    using stage = new Stage();
    using warm = new Stage();
    const pool = one();
    await pool.starmap(
      note,
      [1, 2, 3, 4].map((i) => [warm.log, i] as const),
      { chunkSize: 1 },
    );
    const held = pool.apply(noteAndWait, at(stage, 'held'));
    await stage.reaches(1);
    const low = Array.from({ length: 20 }, (_, i) => pool.apply(note, [stage.log, `low ${i}`]));
    await new Promise((resolve) => setImmediate(resolve)); // sent ahead
    const high = pool.apply(note, [stage.log, 'high'], { priority: 1 });
    await new Promise((resolve) => setImmediate(resolve)); // it has its turn, before the worker goes on

    stage.open();
    await Promise.all([held, high, ...low]);

    assert.deepEqual(stage.lines.slice(0, 3), ['held', 'high', 'low 0']);
  });

  subject.it('lets a call go between the chunks of a map that runs', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1); // one that has proved quick is sent more ahead
    const names = ['a', 'b', 'c'].map((name) => at(stage, name));
    const map = pool.starmap(noteAndWait, names, { chunkSize: 1 });
    await stage.reaches(1);
    const urgent = pool.apply(note, [stage.log, 'urgent'], { priority: 1 });
    const chain = pool.from([stage.log], { priority: 2 }).map((log) => {
      process.getBuiltinModule('node:fs').appendFileSync(log, 'chain\n');
      return 1;
    });
    const sum = chain.sum();

    stage.open();
    await Promise.all([map, urgent, sum]);

    assert.deepEqual(stage.lines, ['a', 'chain', 'urgent', 'b', 'c']);
  });

  subject.it('lets what has waited for long go before what is higher and came late', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, priorityAging: 1 });
    const held = pool.apply(noteAndWait, at(stage, 'held'));
    await stage.reaches(1);
    const old = pool.apply(note, [stage.log, 'old']);
    await delay(30);
    const late = pool.apply(note, [stage.log, 'late'], { priority: 3 });
    const urgent = pool.apply(note, [stage.log, 'urgent'], { priority: 100_000 });

    stage.open();
    await Promise.all([held, old, late, urgent]);

    assert.deepEqual(stage.lines, ['held', 'urgent', 'old', 'late']);
  });

  for (const priority of [0.5, Number.NaN, '1', null]) {
    subject.it(`refuses a priority of ${JSON.stringify(priority)}`, async () => {
      const pool = one();

      const options = { priority: priority as number };

      await assert.rejects(pool.apply(square, [1], options), OptionError);
      assert.throws(() => pool.imap(square, [1], options), OptionError);
    });
  }
}
