/** Poison items end every worker that reads them. They fail alone; the other items of their chunk do not. */
import assert from 'node:assert/strict';
import { assertWhole, overBoth } from './over-both.ts';

/** Far more than a heap of so many MB can hold, once it is read: each row is an object of its own. */
const HEAP_MB = 16;
const ROWS = 300_000;

type Rows = readonly { readonly row: readonly number[] }[];

const tooLarge = (): Rows => Array.from({ length: ROWS }, (_, i) => ({ row: [i] }));

overBoth('An item that kills every worker that reads it', (subject) => {
  const options = { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } };

  subject.it('fails alone, although its chunk had other items', async () => {
    await using pool = subject.pool({ ...options, workers: 1 });
    const items = [0, 1, 2, tooLarge(), 4, 5, 6, 7];
    const outcomes: unknown[] = [];

    const echo = (item: unknown): unknown => (Array.isArray(item) ? 'read' : item);
    const results = pool.imap(echo, items, { chunkSize: 4 });
    for (let i = 0; i < items.length; i += 1) {
      outcomes.push(await results.next().then(({ value }) => value as unknown, codeOf));
    }

    assert.deepEqual(outcomes, [0, 1, 2, 'ERR_POOL_WORKER_LOST', 4, 5, 6, 7]);
    await assertWhole(pool);
  });

  subject.it('is named in the error, with what may be wrong with it', async () => {
    await using pool = subject.pool({ ...options, workers: 1 });

    await assert.rejects(
      pool.apply((rows: Rows) => rows.length, [tooLarge()]),
      {
        code: 'ERR_POOL_WORKER_LOST',
        message: /3 workers were given this item.*too large.*memory/s,
      },
    );

    await assertWhole(pool);
  });
});

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
