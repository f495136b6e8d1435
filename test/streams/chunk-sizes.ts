/** How streams are cut: by ones, by what was asked for, or by what the tasks turn out to take. */
import assert from 'node:assert/strict';
import { sharedRecording } from '../conformance/recording.ts';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { identity, square } from '../conformance/tasks.ts';
import { Observed, range, Stalling } from './observed.ts';
import { readAll } from './reading.ts';

export function chunkSizes(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);
  const recorded = sharedRecording(subject, 2);

  subject.it('cuts streams by ones', async () => {
    const { pool, transport } = recorded();

    await readAll(pool.imap(square, range(5)));

    assert.deepEqual(transport.chunkSizes, [1, 1, 1, 1, 1]);
  });

  for (const kind of ['sync', 'async'] as const) {
    subject.it(
      `cuts ${kind === 'sync' ? 'a' : 'an async'} source as it is told, the rest last`,
      async () => {
        const { pool, transport } = recorded();
        const source = new Observed(range(11))[kind]();

        await readAll(pool.imap(square, source, { chunkSize: 4 }));

        assert.deepEqual(transport.chunkSizes, [4, 4, 3]);
      },
    );
  }

  for (const method of ['map', 'imap'] as const) {
    subject.it(
      `begins with single items and goes on with many, if ${method} may choose`,
      async () => {
        const { pool, transport } = recorded();

        const options = { chunkSize: 'auto' } as const;
        const values =
          method === 'map'
            ? await pool.map(identity<number>, range(20_000), options)
            : await readAll(pool.imap(identity<number>, range(20_000), options));

        assert.deepEqual(values, range(20_000));
        assert.equal(transport.chunkSizes[0], 1);
        assert.ok(transport.chunks.length < 10_000, `${transport.chunks.length} chunks`);
      },
    );
  }

  subject.it('shares out what is left of a chunk that takes too long, each item once', async () => {
    using stage = new Stage();
    const pool = two();
    const items = range(200).map((n) => [stage.log, n] as const);

    const values = await pool.starmap(slowTail, items, { chunkSize: 'auto' });

    assert.deepEqual(values, range(200));
    assert.deepEqual(
      stage.lines.map(Number).sort((a, b) => a - b),
      range(200),
    );
  });

  subject.it('does not keep items waiting for more, if the source keeps it waiting', async () => {
    const pool = one();
    await pool.map(identity<number>, range(1000), { chunkSize: 'auto' });
    const source = new Stalling(range(50));
    const results = pool.imap(identity<number>, source, { chunkSize: 'auto', bufferSize: 1000 });

    const seen: unknown[] = [];
    while (seen.length < 50) seen.push((await results.next()).value);
    await results.return();

    assert.deepEqual(seen, range(50));
  });
}

/** The last tenth takes longer than any chunk should. */
function slowTail(log: string, n: number): number {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${n}\n`);
  const end = performance.now() + (n < 180 ? 0 : 12);
  while (performance.now() < end);
  return n;
}
