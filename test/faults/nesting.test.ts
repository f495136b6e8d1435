/** Pools in workers of pools: ten deep, ended as a tree. */
import assert from 'node:assert/strict';
import { Pool } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { isAlive } from '../program.ts';
import { until } from '../until.ts';
import { overBoth } from './over-both.ts';

type Kind = 'process' | 'thread';

/** How many pools there are in all, counted from the innermost outwards. */
async function dig(kind: Kind, levels: number): Promise<number> {
  if (levels === 0) return 0;
  const pool = new Pool({ workers: 1, transport: kind });
  try {
    return 1 + (await pool.apply(dig, [kind, levels - 1]));
  } finally {
    await pool.terminate();
  }
}

/** Notes its process on the way down, and loops at the bottom. */
async function digAndLoop(kind: Kind, levels: number, log: string): Promise<void> {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${process.pid}\n`);
  if (levels === 0) {
    for (;;);
  }
  await new Pool({ workers: 1, transport: kind }).apply(digAndLoop, [kind, levels - 1, log]);
}

overBoth('Nesting', (subject) => {
  const kind = subject.kind as Kind;

  subject.it('works ten deep', async () => {
    assert.equal(await dig(kind, 10), 10);
  });

  subject.it('throws at the eleventh', async () => {
    await assert.rejects(dig(kind, 11), {
      name: 'PoolStateError',
      code: 'ERR_POOL_STATE',
      message: 'pools are nested more than 10 deep',
    });
  });

  subject.it('is ended as a tree when the root is terminated', async () => {
    using stage = new Stage();
    const pool = new Pool({ workers: 1, transport: kind });
    const result = pool.applyAsync(digAndLoop, [kind, 3, stage.log]);
    await stage.reaches(4);
    const pids = stage.lines.map(Number).filter((pid) => pid !== process.pid);

    await pool.terminate();

    await assert.rejects(result.get(), { code: 'ERR_POOL_TERMINATED' });
    await until('the whole tree to be gone', () => !pids.some(isAlive));
  });

  subject.it('is ended as a tree when a worker in the middle is lost', async () => {
    using stage = new Stage();
    await using pool = new Pool({ workers: 1, transport: kind });
    const result = pool.applyAsync(digAndLoop, [kind, 2, stage.log], { timeout: 600_000 });
    await stage.reaches(3);
    const pids = stage.lines.map(Number).filter((pid) => pid !== process.pid);

    if (kind === 'process') process.kill(pids[1] ?? 0, 'SIGKILL');
    else result.cancel();

    await assert.rejects(result.get());
    await until('the branch to be gone', () => !pids.slice(1).some(isAlive));
  });
});
