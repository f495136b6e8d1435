/** A process that has sent many results sends those that follow through a pipe: what becomes of them if it dies at any moment of that. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { openDescriptors } from '../leaks.ts';
import { until } from '../until.ts';
import { assertWhole } from './over-both.ts';

const STRIKE = new URL('./modules/strike-large.js', import.meta.url).href;
const skip = process.platform === 'linux' ? false : 'there is no /proc here';
/** More than a worker sends through its socket, by as much as fits into a pipe more than once. */
const COUNT = 6000;

function note(log: string, entry: number, last = -1): number {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${entry}\n`);
  if (entry === last) process.kill(process.pid, 'SIGKILL');
  return entry;
}

function pipes(): number {
  const { readdirSync: list, readlinkSync } = process.getBuiltinModule('node:fs');
  const links = list('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // that of the list itself
    }
  });
  return links.filter((link) => link.startsWith('pipe:')).length;
}

/** Each ran once, and all but at most one told what it returned. */
async function assertNothingLost(calls: readonly Promise<number>[], log: Stage): Promise<void> {
  const outcomes = await Promise.allSettled(calls);
  const lost = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  assert.ok(lost.length <= 1, `${lost.length} are lost`);
  for (const { reason } of lost) assert.equal(reason.code, 'ERR_POOL_WORKER_LOST');
  outcomes.forEach((outcome, i) => {
    if (outcome.status === 'fulfilled') assert.equal(outcome.value, i);
  });
  const ran = log.lines.map(Number);
  assert.equal(ran.length, COUNT);
  assert.equal(new Set(ran).size, COUNT, 'a task ran twice');
}

describe('Results through a pipe', { skip }, () => {
  it('are what they are through the socket, whatever their size', async () => {
    await using pool = new Pool(1);
    const before = await pool.apply(pipes);
    await pool.map(
      (x: number) => x,
      Array.from({ length: COUNT }, (_, i) => i),
      { chunkSize: 1 },
    );
    assert.equal(await pool.apply(pipes), before + 1);

    for (const length of [0, 1, 65_530, 65_536, 1_000_000, 20_000_000]) {
      const text = await pool.apply((n: number) => 'x'.repeat(n), [length]);
      assert.equal(text.length, length);
    }
    const bytes = await pool.apply(() => new Uint8Array(3_000_000).fill(7));
    assert.ok(bytes.length === 3_000_000 && bytes.every((each) => each === 7));
  });

  it('leave no descriptor behind', async () => {
    const run = async (count: number): Promise<void> => {
      const pool = new Pool(1);
      await Promise.all(
        Array.from({ length: count }, (_, i) => pool.applyAsync((x: number) => x, [i])),
      );
      await pool.terminate();
      await pool.join();
    };
    await run(1);
    const before = openDescriptors();

    await run(COUNT);

    await until('all to be closed', () => openDescriptors() <= before);
  });

  for (const strike of ['fill', 'before piped', 'after piped']) {
    it(`are not lost when the worker is killed: ${strike}`, async () => {
      using stage = new Stage();
      const env = { MANYHANDS_STRIKE: `worker ${strike}` };
      await using pool = new Pool({ workers: 1, execArgv: ['--import', STRIKE], env });
      const first = await pool.apply(() => process.pid);

      const calls = Array.from({ length: COUNT }, (_, i) => pool.applyAsync(note, [stage.log, i]));
      await assertNothingLost(calls, stage);

      assert.notEqual(await pool.apply(() => process.pid), first, 'it was killed');
      await assertWhole(pool);
    });
  }

  for (const last of [2010, 2500, 3200, 4100, 5990]) {
    it(`are not lost when the worker is killed by task ${last}`, async () => {
      using stage = new Stage();
      await using pool = new Pool(1);

      const calls = Array.from({ length: COUNT }, (_, i) =>
        pool.applyAsync(note, [stage.log, i, last]),
      );
      await assertNothingLost(calls, stage);

      await assertWhole(pool);
    });
  }
});
