/** Iterators and the end of their pool. */
import assert from 'node:assert/strict';
import { PoolTerminatedError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { noteAndWait, square } from '../conformance/tasks.ts';
import { runProgram } from '../program.ts';
import { until } from '../until.ts';
import { naturals, Observed, range, Stalling } from './observed.ts';
import { readAll, readOutcomes } from './reading.ts';

export function ending(subject: Subject): void {
  subject.it('can be read to the end after close and join', async () => {
    await using pool = subject.pool(2);
    const iterators = range(3).map((n) => pool.imap(square, range(10 * n)));

    pool.close();
    await pool.join();

    for (const [n, results] of iterators.entries()) {
      assert.deepEqual(await readAll(results), range(10 * n).map(square));
    }
  });

  subject.it('ends the workers after close when the last open iterator has been left', async () => {
    await using pool = subject.pool(2);
    const results = pool.imap(square, naturals());
    await results.next();

    pool.close();
    await results.return();
    await pool.join();

    assert.deepEqual(pool.workers, []);
  });

  subject.it('ends an endless iteration that is being joined when its reader leaves', async () => {
    await using pool = subject.pool(1);
    const source = new Observed(naturals());
    const results = pool.imap(square, source.async());

    pool.close();
    const joined = pool.join();
    await results.next();
    await results.return();
    await joined;

    assert.equal(source.closed, 1);
  });

  subject.it('fails a reader who waits when the pool is terminated, and ends', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const results = pool.istarmap(noteAndWait, [[stage.log, stage.gate, 'late']]);
    const waiting = results.next();
    await stage.reaches(1);

    const terminated = pool.terminate();

    await assert.rejects(waiting, PoolTerminatedError);
    stage.open();
    await terminated;
    assert.deepEqual(await results.next(), { done: true, value: undefined });
  });

  subject.it('hands out what was done before the pool was terminated', async () => {
    await using pool = subject.pool(2);
    const results = pool.imap(square, naturals(), { bufferSize: 3 });
    await until('three results', () => results.progress.done === 3);

    await pool.terminate();

    const outcomes = await readOutcomes(results, (error) => error instanceof PoolTerminatedError);
    assert.deepEqual(outcomes, [0, 1, 4, true]);
  });

  subject.it('closes every source when the pool is terminated', async () => {
    const pool = subject.pool(1);
    const source = new Observed(naturals());
    const stalling = [new Stalling([1]), new Stalling([1])] as const;
    pool.imap(square, source.sync());
    pool.imap(square, stalling[0]);
    const result = pool.mapAsync(square, stalling[1]);

    await until('the first to be read', () => source.pulled > 0); // one that has not begun has nothing to close
    await pool.terminate();

    assert.deepEqual([source.closed, stalling[0].returned, stalling[1].returned], [1, 1, 1]);
    await assert.rejects(result.get(), PoolTerminatedError);
  });

  subject.it('lets a program end that has an iterator nobody reads', async () => {
    const program = new URL('./programs/unread.js', import.meta.url);

    const { exitCode, stdout } = await runProgram(program, { args: [subject.kind] });

    assert.deepEqual([exitCode, stdout], [0, '0 1 \n']);
  });
}
