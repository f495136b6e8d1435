/** Served objects are refused where they could not be reached. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool } from 'manyhands';
import { Lock } from 'manyhands/shared';
import { HostedPool } from '../cluster/hosted-pool.ts';

const REFUSED = { name: 'NotSendableError', message: /other machines cannot reach it/ };

describe('a cluster', { timeout: 60_000 }, () => {
  it('refuses a served object that a function captures', async () => {
    await using pool = new HostedPool({ workers: 1 });
    const lock = new Lock();

    await assert.rejects(
      pool.apply(async () => await lock.isLocked()),
      REFUSED,
    );
  });

  it('refuses it also if a pool on this machine has taken the function before', async () => {
    await using near = new Pool(1);
    await using pool = new HostedPool({ workers: 1 });
    const lock = new Lock();
    const ask = async (): Promise<boolean> => await lock.isLocked();

    for (let i = 0; i < 3; i += 1) await near.apply(ask);

    await assert.rejects(pool.apply(ask), REFUSED);
    assert.equal(await near.apply(ask), false);
  });

  it('refuses one in an argument', async () => {
    await using pool = new HostedPool({ workers: 1 });

    await assert.rejects(
      pool.apply((it: unknown) => it, [{ lock: new Lock() }]),
      REFUSED,
    );
    assert.equal(await pool.apply(() => 1), 1);
  });

  it('refuses one in a result', async () => {
    await using pool = new HostedPool({ workers: 1 });

    await assert.rejects(
      pool.apply(() => ({ lock: new Lock() })),
      REFUSED,
    );
  });
});
