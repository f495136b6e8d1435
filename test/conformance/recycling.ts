/** `maxTasksPerChild`: a worker is replaced after so many chunks, and the pool keeps its size. */
import assert from 'node:assert/strict';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { notePlace, square } from './tasks.ts';

export function recycling(subject: Subject): void {
  // How many chunks a worker does is in the cases of CPython: see `cpython/ours.ts`.
  subject.it('replaces a worker after so many chunks, and comes to its end', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, maxTasksPerChild: 2 });

    const places = await pool.starmap(
      notePlace,
      range(12).map((i) => [stage.log, i] as const),
      { chunkSize: 2 },
    );
    pool.close();
    await pool.join();

    assert.deepEqual(
      stage.lines.map((line) => line.split(' ')[1]),
      range(12).map(String),
    );
    assert.equal(pool.workers.length, 0);
    if (subject.kind !== 'inline') assert.equal(new Set(places).size, 3);
  });

  subject.it('keeps its size while workers are replaced', async () => {
    await using pool = subject.pool({ workers: 2, maxTasksPerChild: 3 });

    await pool.map(square, range(12), { chunkSize: 1 });
    await pool.ready();

    assert.equal(pool.workers.length, 2);
    assert.ok(pool.workers.every(({ id }) => id > 2));
  });
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
