/** The workers: what they start with, what they are called, and when they are replaced. */
import assert from 'node:assert/strict';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { identity, note, noteAndWait, notePlace, place, recall, remember, square } from './tasks.ts';

export function workers(subject: Subject): void {
  subject.it('starts all workers at once, numbered from 1', async () => {
    await using pool = subject.pool(3);

    const atOnce = pool.workers.map(({ id }) => id);
    await pool.ready();

    assert.deepEqual(atOnce, [1, 2, 3]);
    assert.deepEqual(pool.workers.map(({ id, state }) => [id, state]), [[1, 'idle'], [2, 'idle'], [3, 'idle']]);
  });

  subject.it('shows where each worker runs', async () => {
    await using pool = subject.pool(2);
    await pool.ready();
    const [{ pid = 0, threadId } = {}, other] = pool.workers;

    if (subject.kind === 'process') assert.notEqual(pid, process.pid);
    else assert.equal(pid, process.pid);
    assert.equal(typeof threadId, subject.kind === 'thread' ? 'number' : 'undefined');
    if (subject.kind !== 'inline') assert.notDeepEqual([pid, threadId], [other?.pid, other?.threadId]);
  });

  subject.it('shows which workers are busy', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2);
    await pool.ready();
    const result = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);
    await stage.reaches(1);

    const states = pool.workers.map(({ state }) => state).sort();
    stage.open();
    await result;

    assert.deepEqual(states, ['busy', 'idle']);
    assert.deepEqual(pool.workers.map(({ state }) => state), ['idle', 'idle']);
  });

  subject.itWith('isolation', 'uses all its workers', async () => {
    using stage = new Stage();
    await using pool = subject.pool(3);
    const result = pool.starmapAsync(noteAndWait, [1, 2, 3].map((i) => [stage.log, stage.gate, i] as const));

    await stage.reaches(3);
    stage.open();

    assert.deepEqual(await result, [1, 2, 3]);
  });

  subject.it('settles ready when every worker has run its initializer', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 2, initializer: noteAndWait, initArgs: [stage.log, stage.gate, 'x'] });
    let isReady = false;
    const ready = pool.ready().then(() => {
      isReady = true;
    });

    await stage.reaches(2);
    const wasReady = isReady;
    stage.open();
    await ready;

    assert.equal(wasReady, false);
    assert.deepEqual(stage.lines, ['x', 'x']);
  });

  subject.it('runs the initializer once in each worker, before its first task', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 2, initializer: note, initArgs: [stage.log, 'init'] });

    await pool.starmap(note, Array.from({ length: 6 }, () => [stage.log, 'task'] as const), { chunkSize: 1 });
    await pool.ready();

    assert.equal(stage.lines[0], 'init');
    assert.equal(stage.lines.filter((line) => line === 'init').length, 2);
  });

  subject.itWith('isolation', 'gives tasks what an asynchronous initializer has left them', async () => {
    await using pool = subject.pool({
      workers: 1,
      initializer: async (value: string) => {
        await new Promise((resolve) => setImmediate(resolve));
        (globalThis as { remembered?: unknown }).remembered = value;
      },
      initArgs: ['from the initializer'],
    });

    assert.equal(await pool.apply(recall), 'from the initializer');
  });

  subject.it('runs the initializer in replacements too', async () => {
    using stage = new Stage();
    await using pool = subject.pool({
      workers: 1,
      maxTasksPerChild: 1,
      initializer: note,
      initArgs: [stage.log, 'init'],
    });

    for (const x of [1, 2, 3]) await pool.apply(square, [x]);
    await pool.ready();

    assert.deepEqual(stage.lines.slice(0, 3), ['init', 'init', 'init']);
  });

  subject.it('fails pending and later work with the error of an initializer that throws', async () => {
    const pool = subject.pool({
      workers: 2,
      initializer: () => {
        throw Object.assign(new RangeError('no database'), { code: 'E_DB' });
      },
    });
    const expected = (error: unknown): boolean => {
      const { name, code, cause, message } = error as Error & { code: string };
      assert.deepEqual([name, code], ['InitializerError', 'ERR_POOL_INITIALIZER']);
      assert.match(message, /no database/);
      assert.ok(cause instanceof RangeError);
      assert.equal((cause as RangeError & { code?: string }).code, 'E_DB');
      return true;
    };

    await Promise.all([
      assert.rejects(pool.map(square, [1, 2]), expected),
      assert.rejects(pool.ready(), expected),
    ]);
    await assert.rejects(pool.apply(square, [1]), expected);
    await assert.rejects(pool.ready(), expected);
    await pool.terminate();

    assert.deepEqual(pool.workers, []);
  });

  subject.it('comes to its end after an initializer that throws, closed or terminated', async () => {
    const pool = subject.pool({ workers: 1, initializer: () => Promise.reject(new Error('no')) });
    await assert.rejects(pool.apply(square, [1]), { code: 'ERR_POOL_INITIALIZER' });

    pool.close();
    await pool.join();

    assert.deepEqual([pool.state, pool.workers], ['closed', []]);
  });

  for (const [what, items, chunkSize, limit, expected] of RECYCLING) {
    subject.it(`replaces a worker after ${limit} chunks: ${what} take ${expected} workers`, async () => {
      await using pool = subject.pool({ workers: 1, maxTasksPerChild: limit });

      assert.deepEqual(await pool.map(square, range(items), { chunkSize }), range(items).map(square));
      pool.close();
      await pool.join();

      assert.equal(pool.workers.length, 0);
    });

    subject.itWith('isolation', `counts as CPython does: ${what} with a limit of ${limit} run in ${expected} workers`, async () => {
      using stage = new Stage();
      await using pool = subject.pool({ workers: 1, maxTasksPerChild: limit });

      const places = await pool.starmap(notePlace, range(items).map((i) => [stage.log, i] as const), { chunkSize });

      assert.equal(new Set(places).size, expected);
    });
  }

  subject.itWith('isolation', 'counts each apply as one chunk: six with a limit of 2 take three workers', async () => {
    await using pool = subject.pool({ workers: 1, maxTasksPerChild: 2 });

    const places: string[] = [];
    for (let i = 0; i < 6; i += 1) places.push(await pool.apply(place));

    assert.equal(new Set(places).size, 3);
  });

  subject.it('keeps its size while workers are replaced', async () => {
    await using pool = subject.pool({ workers: 2, maxTasksPerChild: 3 });

    await pool.map(square, range(30), { chunkSize: 1 });
    await pool.ready();

    assert.equal(pool.workers.length, 2);
    assert.ok(pool.workers.every(({ id }) => id > 2));
  });

  subject.itWith('isolation', 'keeps what a worker remembers for as long as it lives', async () => {
    await using pool = subject.pool(1);

    await pool.apply(remember, ['x']);

    assert.equal(await pool.apply(recall), 'x');
  });

  subject.itWith('isolation', 'merges env over its own and removes what is undefined', async () => {
    process.env['MANYHANDS_TEST_A'] = 'inherited';
    process.env['MANYHANDS_TEST_B'] = 'inherited';
    await using pool = subject.pool({ workers: 1, env: { MANYHANDS_TEST_B: undefined, MANYHANDS_TEST_C: 'new' } });

    const seen = await pool.map((name: string) => process.env[name], ['A', 'B', 'C'].map((x) => `MANYHANDS_TEST_${x}`));
    delete process.env['MANYHANDS_TEST_A'];
    delete process.env['MANYHANDS_TEST_B'];

    assert.deepEqual(seen, ['inherited', undefined, 'new']);
  });

  subject.itWith('isolation', 'starts workers with the Node options it was given', async () => {
    await using pool = subject.pool({ workers: 1, execArgv: ['--no-warnings', '--throw-deprecation'] });

    assert.deepEqual(await pool.apply(() => process.execArgv), ['--no-warnings', '--throw-deprecation']);
  });

  subject.itWith('process', 'calls its processes by its name and their numbers', async () => {
    await using pool = subject.pool({ workers: 2, name: 'crunch' });

    const titles = await pool.map(() => process.title, range(8), { chunkSize: 1 });

    assert.ok(titles.every((title) => /^crunch-[12]$/.test(title)), titles.join());
  });

  subject.itWith('process', 'leaves Ctrl-C to the program', async () => {
    await using pool = subject.pool(1);
    const [worker] = (await pool.ready(), pool.workers);

    process.kill(worker?.pid ?? 0, 'SIGINT');

    assert.equal(await pool.apply(identity, ['still here']), 'still here');
    assert.deepEqual(pool.workers.map(({ id }) => id), [1]);
  });
}

const RECYCLING = [
  ['8 items in chunks of 2', 8, 2, 2, 2],
  ['100 items in chunks of 1', 100, 1, 10, 10],
] as const;

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
