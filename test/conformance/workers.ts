/** The workers: what they start with, what they are called, and how they are shown. */
import assert from 'node:assert/strict';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { identity, noteAndWait, recall, remember } from './tasks.ts';

export function workers(subject: Subject): void {
  const two = subject.shared(2);

  subject.it('starts all workers at once, numbered from 1', async () => {
    await using pool = subject.pool(3);

    const atOnce = pool.workers.map(({ id }) => id);
    await pool.ready();

    assert.deepEqual(atOnce, [1, 2, 3]);
    assert.deepEqual(
      pool.workers.map(({ id, state }) => [id, state]),
      [
        [1, 'idle'],
        [2, 'idle'],
        [3, 'idle'],
      ],
    );
  });

  subject.it('shows where each worker runs', async () => {
    const pool = two();
    await pool.ready();
    const [first, other] = pool.workers;
    const { pid, threadId } = first ?? {};

    if (subject.kind === 'process') assert.notEqual(pid, process.pid);
    else assert.equal(pid, process.pid);
    assert.equal(typeof threadId, subject.kind === 'thread' ? 'number' : 'undefined');
    if (subject.kind !== 'inline')
      assert.notDeepEqual([pid, threadId], [other?.pid, other?.threadId]);
  });

  subject.it('shows which workers are busy', async () => {
    using stage = new Stage();
    const pool = two();
    await pool.ready();
    const result = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 1]);
    await stage.reaches(1);

    const states = pool.workers.map(({ state }) => state).sort();
    stage.open();
    await result;

    assert.deepEqual(states, ['busy', 'idle']);
    assert.deepEqual(
      pool.workers.map(({ state }) => state),
      ['idle', 'idle'],
    );
  });

  subject.itWith('isolation', 'uses all its workers', async () => {
    using stage = new Stage();
    await using pool = subject.pool(3);
    const result = pool.starmapAsync(
      noteAndWait,
      [1, 2, 3].map((i) => [stage.log, stage.gate, i] as const),
    );

    await stage.reaches(3);
    stage.open();

    assert.deepEqual(await result, [1, 2, 3]);
  });

  subject.itWith('isolation', 'keeps what a worker remembers for as long as it lives', async () => {
    await using pool = subject.pool(1);

    await pool.apply(remember, ['x']);

    assert.equal(await pool.apply(recall), 'x');
  });

  subject.itWith('isolation', 'merges env over its own and removes what is undefined', async () => {
    process.env['MANYHANDS_TEST_A'] = 'inherited';
    process.env['MANYHANDS_TEST_B'] = 'inherited';
    await using pool = subject.pool({
      workers: 1,
      env: { MANYHANDS_TEST_B: undefined, MANYHANDS_TEST_C: 'new' },
    });

    const seen = await pool.map(
      (name: string) => process.env[name],
      ['A', 'B', 'C'].map((x) => `MANYHANDS_TEST_${x}`),
    );
    delete process.env['MANYHANDS_TEST_A'];
    delete process.env['MANYHANDS_TEST_B'];

    assert.deepEqual(seen, ['inherited', undefined, 'new']);
  });

  subject.itWith('isolation', 'starts workers with the Node options it was given', async () => {
    await using pool = subject.pool({
      workers: 1,
      execArgv: ['--no-warnings', '--throw-deprecation'],
    });

    assert.deepEqual(await pool.apply(() => process.execArgv), [
      '--no-warnings',
      '--throw-deprecation',
    ]);
  });

  subject.itWith('process', 'calls its processes by its name and their numbers', async () => {
    await using pool = subject.pool({ workers: 2, name: 'crunch' });

    const titles = await pool.map(() => process.title, range(8), { chunkSize: 1 });

    assert.ok(
      titles.every((title) => /^crunch-[12]$/.test(title)),
      titles.join(),
    );
  });

  subject.itWith('process', 'leaves Ctrl-C to the program', async () => {
    await using pool = subject.pool(1);
    const [worker] = (await pool.ready(), pool.workers);

    process.kill(worker?.pid ?? 0, 'SIGINT');

    assert.equal(await pool.apply(identity, ['still here']), 'still here');
    assert.deepEqual(
      pool.workers.map(({ id }) => id),
      [1],
    );
  });
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
