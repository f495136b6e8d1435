/** One job's source, endless or slow, never holds up another job. */
import assert from 'node:assert/strict';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { naturals, Observed, range, Stalling } from './observed.ts';

export function fairness(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  for (const kind of ['sync', 'async'] as const) {
    for (const bufferSize of [2, 1_000_000_000]) {
      subject.it(
        `runs other jobs beside an endless ${kind} source with a buffer of ${bufferSize}`,
        async () => {
          const pool = one();
          const source = new Observed(naturals());
          const results = pool.imap(square, source[kind](), { bufferSize });

          const answers = [await pool.apply(square, [3]), await pool.map(square, [4, 5])];
          await results.return();

          assert.deepEqual(answers, [9, [16, 25]]);
          assert.equal(source.closed, 1);
        },
      );
    }
  }

  subject.it('runs other jobs beside an endless source that works hard for each item', async () => {
    const pool = one();
    const results = pool.imap(square, laborious(), { bufferSize: 1_000_000 });

    const answer = await pool.apply(square, [3]);
    await results.return();

    assert.equal(answer, 9);
  });

  subject.it('runs other jobs beside a source that never yields', async () => {
    const pool = one();
    const results = pool.imap(square, new Stalling<number>([]));

    const answer = await pool.apply(square, [3]);
    await results.return();

    assert.equal(answer, 9);
  });

  subject.it('runs other jobs beside a map over an endless async source', async () => {
    const pool = one();
    const source = new Observed(naturals());
    const endless = pool.mapAsync(square, source.async());

    const answer = await pool.apply(square, [3]);
    await until('its source to be read', () => source.pulled > 0); // on a busy machine that is some turns later
    endless.cancel();

    assert.equal(answer, 9);
    await assert.rejects(endless.get(), { name: 'AbortError' });
    await until('its source to be closed', () => source.closed === 1); // once the read under way has ended
  });

  subject.it('serves two endless iterators in turn', async () => {
    const pool = one();
    const [a, b] = [pool.imap(square, naturals()), pool.imap(square, naturals())];

    const seen: unknown[] = [];
    for (let n = 0; n < 20; n += 1) seen.push([(await a.next()).value, (await b.next()).value]);

    assert.deepEqual(
      seen,
      range(20).map((n) => [n * n, n * n]),
    );
    await Promise.all([a.return(), b.return()]);
  });

  subject.it('serves a second iterator while the buffer of the first is full', async () => {
    const pool = one();
    const unread = pool.imap(square, naturals(), { bufferSize: 1000 });

    const seen: number[] = [];
    for await (const result of pool.imap(square, range(50))) seen.push(result);

    assert.deepEqual(seen, range(50).map(square));
    await unread.return();
  });

  subject.it(
    'takes to another worker what waits behind a long task, though there is other work all the time',
    async () => {
      using stage = new Stage();
      const pool = two();
      await pool.map(pass, new Array<null>(200).fill(null), { chunkSize: 1 }); // quick: many are sent ahead
      let isOver = false;
      const otherWork = drained(
        pool.imapUnordered(
          spin,
          halvesUntil(() => isOver),
          { bufferSize: 64 },
        ),
      );

      const long = pool.applyAsync(pass, [stage.gate]);
      const behind = Array.from({ length: 20 }, () => pool.applyAsync(pass, [null]));
      await Promise.all(behind.map((each) => each.get(PATIENCE_MS)));
      const wasLongOver = long.ready();
      stage.open();
      await long;
      isOver = true;
      await otherWork;

      assert.equal(wasLongOver, false);
    },
  );
}

/** Far longer than the tasks need that must not wait: only a failing test ever waits so long. */
const PATIENCE_MS = 20_000;

/** Waits at a gate, if it is given one. */
async function pass(gate: string | null): Promise<void> {
  const fs = process.getBuiltinModule('node:fs');
  const { setTimeout } = process.getBuiltinModule('node:timers/promises');
  while (gate !== null && !fs.existsSync(gate)) await setTimeout(5);
}

async function drained(results: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of results);
}

/** Long enough that a worker is given a few of them at once, and most of the buffer waits. */
function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function* halvesUntil(isOver: () => boolean): Generator<number> {
  while (!isOver()) yield 0.5;
}

/** Needs its thread for longer than a turn of the event loop should take, for each item. */
function* laborious(): Generator<number> {
  for (const n of naturals()) {
    const end = performance.now() + 6;
    while (performance.now() < end);
    yield n;
  }
}
