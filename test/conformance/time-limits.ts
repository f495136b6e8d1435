/** A task's `timeout`: its clock starts with the task, and only the task that overruns it suffers. */
import assert from 'node:assert/strict';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { lengthUnlessOne, note, noteAndSpin, noteAndWait, place } from './tasks.ts';

export function timeLimits(subject: Subject): void {
  subject.itWith(
    'kill',
    'ends a task that runs longer than its timeout, and only that one',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool({ workers: 1, killGrace: 1 });
      const slow = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'slow'], { timeout: 1 });
      const others = [1, 2, 3].map((i) => pool.applyAsync(note, [stage.log, i]));

      await assert.rejects(slow.get(), {
        name: 'TaskTimeoutError',
        code: 'ERR_POOL_TASK_TIMEOUT',
        message: /timeout of 1 ms/,
      });

      assert.deepEqual(await Promise.all(others), [1, 2, 3]);
      assert.deepEqual(
        stage.lines.filter((line) => line !== 'slow'),
        ['1', '2', '3'],
      );
    },
  );

  subject.itWith(
    'kill',
    'runs the neighbours of a task that ran too long with the objects that were to be moved',
    async () => {
      await using pool = subject.pool(1);
      const buffers = [1, 2, 3].map((length) => new Uint8Array(length));
      const transfer = buffers.map(({ buffer }) => buffer);
      const options = { timeout: 500, chunkSize: 3, transfer };

      const lengths = pool.imap(lengthUnlessOne, buffers, options);

      await assert.rejects(lengths.next(), { code: 'ERR_POOL_TASK_TIMEOUT' });
      assert.deepEqual(await lengths.next(), { done: false, value: 2 });
      assert.deepEqual(await lengths.next(), { done: false, value: 3 });
    },
  );

  subject.itWith(
    'kill',
    'starts the clock of a timeout when the task starts, not when it is submitted',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool(1);
      const before = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'before']);
      const timed = pool.applyAsync(place, [], { timeout: 5000 });
      await stage.reaches(1);

      stage.open();

      assert.equal(await before, 'before');
      assert.match(await timed, /^\d+\/\d+$/);
    },
  );

  subject.itWith(
    'kill',
    'ends a task that is stuck in a loop, although nothing else happens',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool({ workers: 1, killGrace: 1 });
      await pool.ready();
      const stuck = pool.applyAsync(noteAndSpin, [stage.log, 'stuck'], { timeout: 1 });

      await assert.rejects(stuck.get(), { code: 'ERR_POOL_TASK_TIMEOUT' });

      assert.equal(await pool.apply(note, [stage.log, 'next']), 'next');
    },
  );
}
