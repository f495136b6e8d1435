/** What a stream does whose caller has said nothing of chunks and buffer: more at a time while all is quick, and nobody notices. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { sharedRecording } from '../conformance/recording.ts';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { identity, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { naturals, Observed, range } from './observed.ts';
import { readAll } from './reading.ts';

/** docs/streams.md promises it. */
const MOST_AHEAD = 4096;
const MANY = 9000;

export function adaptive(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);
  const recorded = sharedRecording(subject, 2);

  for (const kind of ['sync', 'async'] as const) {
    subject.it(`sends more and more items of a quick ${kind} source at a time`, async () => {
      const { pool, transport } = recorded();

      const values = await readAll(pool.imap(square, new Observed(range(MANY))[kind]()));

      assert.deepEqual(values, range(MANY).map(square));
      const { chunkSizes } = transport;
      assert.equal(chunkSizes[0], 1);
      assert.ok(chunkSizes.length < MANY / 4, `${chunkSizes.length} chunks`);
    });
  }

  subject.it('keeps to single items where more would be felt', async () => {
    const { pool: limited, transport } = recorded();
    await readAll(limited.imap(identity<number>, range(500), { timeout: 60_000 }));
    await readAll(limited.imap(identity<number>, range(500), { chunkSize: 1 }));

    assert.deepEqual(new Set(transport.chunkSizes), new Set([1]));
  });

  subject.it('is not ahead of a reader that has not begun', async () => {
    const pool = two();
    const source = new Observed(naturals());

    const results = pool.imap(identity<number>, source.sync());
    await until('four results', () => results.progress.done === 4);
    await sleep(20);

    assert.equal(source.pulled, 4);
    await results.return();
  });

  subject.it('is never further ahead than is promised, nor than the reader has come', async () => {
    const pool = two();
    const source = new Observed(naturals());
    const results = pool.imap(identity<number>, source.sync());

    let ahead = 0;
    for (let taken = 1; taken <= MANY; taken += 1) {
      await results.next();
      const lead = source.pulled - taken;
      assert.ok(lead <= Math.max(4, taken), `${lead} ahead after ${taken}`);
      ahead = Math.max(ahead, lead);
    }

    assert.ok(ahead > 64 && ahead <= MOST_AHEAD, `${ahead}`);
    await results.return();
  });

  subject.it('reads few large items ahead', async () => {
    const pool = two();
    const source = new Observed(range(400).map(() => Buffer.alloc(1 << 16)));
    const results = pool.imap((bytes: Buffer) => bytes.length, source.sync());

    let ahead = 0;
    for (let taken = 1; taken <= 400; taken += 1) {
      await results.next();
      ahead = Math.max(ahead, source.pulled - taken);
    }

    assert.ok(ahead <= 32, `${ahead}`); // half of it when the first results came, before anything was known of it
  });

  for (const method of ['imap', 'imapUnordered'] as const) {
    subject.it(`lets a task of ${method} wait for one behind it`, async () => {
      using stage = new Stage();
      const pool = two();
      const wait = MANY / 2;
      const gateOf = (n: number): string => (n === wait ? stage.gate : '');
      const items = range(MANY).map((n): Meeting => [n, gateOf(n), '']);
      items[wait + 1] = [wait + 1, '', stage.gate];

      const values = await readAll(pool[method](meet, items));

      assert.deepEqual(
        values.sort((a, b) => a - b),
        range(MANY),
      );
    });
  }

  subject.it('hands over what was done before a task that waits', async () => {
    using stage = new Stage();
    const pool = one();
    const wait = MANY / 2;
    const results = pool.imap(
      meet,
      range(MANY).map((n) => [n, n === wait ? stage.gate : '', ''] as const),
    );

    for (let n = 0; n < wait; n += 1) await results.next();
    stage.open();

    assert.deepEqual(await results.next(), { done: false, value: wait });
    assert.equal((await readAll(results)).length, MANY - wait - 1);
  });

  subject.it(
    'runs items in their order where tasks took so long that chunks were cut',
    async () => {
      using stage = new Stage();
      const pool = one();
      const wait = MANY / 2;
      const results = pool.imap(
        async (task: Meeting) => {
          const [n] = task;
          // Now and then 9 ms at once: more than a chunk may take.
          const until = performance.now() + (n > MANY / 3 && n < MANY / 2 && n % 41 === 0 ? 9 : 0);
          while (performance.now() < until);
          return await meet(task);
        },
        range(MANY).map((n): Meeting => [n, n === wait ? stage.gate : '', '']),
      );

      for (let n = 0; n < wait; n += 1)
        assert.deepEqual(await results.next(), { done: false, value: n });
      stage.open();

      assert.equal((await readAll(results)).length, MANY - wait);
    },
  );

  subject.itWith('death', 'takes no others along when a second task ends its worker', async () => {
    await using pool = subject.pool(2);
    const results = pool.imapUnordered(
      (n: number) => (n === 2000 || n === 7000 ? process.exit(3) : n),
      range(MANY),
    );

    const seen = new Set<unknown>();
    let lost = 0;
    for (;;) {
      try {
        const { done, value } = await results.next();
        if (done === true) break;
        seen.add(value);
      } catch {
        lost += 1;
      }
    }

    assert.equal(seen.size + lost, MANY);
    assert.ok(!seen.has(2000) && !seen.has(7000));
    assert.ok(range(2000).every((n) => seen.has(6500 + n) || n === 500));
  });
}

type Meeting = readonly [n: number, waitAt: string, opens: string];

/** Waits at a gate, and opens one. */
async function meet([n, waitAt, opens]: Meeting): Promise<number> {
  const fs = process.getBuiltinModule('node:fs');
  if (opens !== '') fs.appendFileSync(opens, '');
  while (waitAt !== '' && !fs.existsSync(waitAt))
    await new Promise((resolve) => setTimeout(resolve, 2));
  return n;
}
