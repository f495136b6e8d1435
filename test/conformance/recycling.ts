/** `maxTasksPerChild`: a worker is replaced after so many chunks, and the pool keeps its size. */
import assert from 'node:assert/strict';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { notePlace, place, square } from './tasks.ts';

export function recycling(subject: Subject): void {
  for (const [what, items, chunkSize, limit, expected] of RECYCLING) {
    subject.it(
      `replaces a worker after ${limit} chunks: ${what} take ${expected} workers`,
      async () => {
        await using pool = subject.pool({ workers: 1, maxTasksPerChild: limit });

        assert.deepEqual(
          await pool.map(square, range(items), { chunkSize }),
          range(items).map(square),
        );
        pool.close();
        await pool.join();

        assert.equal(pool.workers.length, 0);
      },
    );

    subject.itWith(
      'isolation',
      `counts as CPython does: ${what} with a limit of ${limit} run in ${expected} workers`,
      async () => {
        using stage = new Stage();
        await using pool = subject.pool({ workers: 1, maxTasksPerChild: limit });

        const places = await pool.starmap(
          notePlace,
          range(items).map((i) => [stage.log, i] as const),
          { chunkSize },
        );

        assert.equal(new Set(places).size, expected);
      },
    );
  }

  subject.itWith(
    'isolation',
    'counts each apply as one chunk: six with a limit of 2 take three workers',
    async () => {
      await using pool = subject.pool({ workers: 1, maxTasksPerChild: 2 });

      const places: string[] = [];
      for (let i = 0; i < 6; i += 1) places.push(await pool.apply(place));

      assert.equal(new Set(places).size, 3);
    },
  );

  subject.it('keeps its size while workers are replaced', async () => {
    await using pool = subject.pool({ workers: 2, maxTasksPerChild: 3 });

    await pool.map(square, range(30), { chunkSize: 1 });
    await pool.ready();

    assert.equal(pool.workers.length, 2);
    assert.ok(pool.workers.every(({ id }) => id > 2));
  });
}

const RECYCLING = [
  ['8 items in chunks of 2', 8, 2, 2, 2],
  ['100 items in chunks of 1', 100, 1, 10, 10],
] as const;

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
