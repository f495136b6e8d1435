/**
 * Nothing that somebody without the key writes, in whatever role, stops, fails or hides the work of anybody.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ClusterPool, userConfig } from 'manyhands/cluster';
import { until } from '../until.ts';
import { Garbage } from './garbage.ts';
import { HostProgram } from './host-program.ts';
import { NatsServer, reasonToSkip } from './nats-server.ts';

const POOL = 'attacked';
const KEY = 'a secret of the tests';
const PASSWORD = 'secret';
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
process.stdout.write(`# seed ${seed} (repeat with SEED=${seed})\n`);

/** `admin` may do everything, as anybody may where the server asks for no user. */
const ROLES = ['submitter', 'host', 'admin'] as const;
type RoleName = (typeof ROLES)[number];

describe('Somebody without the key', { skip: reasonToSkip(), timeout: 300_000 }, () => {
  let server: NatsServer;
  let hosts: HostProgram[] = [];

  const urlOf = (user: RoleName): string => server.url.replace('//', `//${user}:${PASSWORD}@`);
  const connection = () => ({ server: urlOf('submitter'), pool: POOL, key: KEY });
  const garbageOf = async (role: RoleName): Promise<Garbage> => {
    const [user, listener] = [role, 'admin'].map((name) => ({ name, password: PASSWORD }));
    assert.ok(user !== undefined && listener !== undefined);
    const place = { server: server.url, pool: POOL, key: KEY };
    return await Garbage.open({ ...place, seed: seed + ROLES.indexOf(role), user, listener });
  };

  before(async () => {
    const users = (['submitter', 'host'] as const).map((role) =>
      userConfig({ user: role, password: PASSWORD }, { pool: POOL, role }),
    );
    const admin = `{ user: admin, password: ${PASSWORD} }`;
    const config = `authorization { users = [\n${[...users, admin].join('\n')}\n] }`;
    server = await NatsServer.start({ config: () => config });
    await using pool = new ClusterPool({ ...connection(), ackWait: 3000 });
    hosts = ['a', 'b'].map(
      (name) => new HostProgram({ server: urlOf('host'), pool: POOL, name, key: KEY }),
    );
    await Promise.all([pool.ready(), ...hosts.map((host) => host.ready())]);
  });
  after(async () => {
    await Promise.all(hosts.map((host) => host.kill()));
    await server?.[Symbol.asyncDispose]();
  });

  for (const role of ROLES) {
    it(`changes nothing about any work, in the role of ${role}`, async () => {
      await using garbage = await garbageOf(role);
      await using pool = new ClusterPool(connection());
      const ended = new AbortController();
      const sending = garbage.keepSending(400, ended.signal);
      await garbage.send(role === 'admin' ? 10_000 : 1000);

      try {
        await doAllKindsOfWork(pool, connection());
      } finally {
        ended.abort();
        await sending;
      }

      assert.ok(garbage.sent > 1000, `${garbage.sent} messages`);
    });
  }

  it('makes 1,000 tasks take at most 1.5 times as long', async (t) => {
    await using garbage = await garbageOf('admin');
    await using pool = new ClusterPool(connection());
    await pool.ready();
    const quiet: number[] = [];
    const attacked: number[] = [];

    for (let round = 0; round < 3; round += 1) {
      quiet.push(await timeOf(pool));
      const ended = new AbortController();
      const sending = garbage.keepSending(200, ended.signal);
      attacked.push(await timeOf(pool));
      ended.abort();
      await sending;
    }

    const ratio = Math.min(...attacked) / Math.min(...quiet);
    t.diagnostic(`${ratio.toFixed(2)} times as long as ${Math.min(...quiet).toFixed(0)} ms`);
    assert.ok(ratio <= 1.5, `${ratio.toFixed(2)} times as long`);
  });
});

async function timeOf(pool: ClusterPool): Promise<number> {
  const items = Array.from({ length: 1000 }, (_, item) => item);
  const startedAtMs = performance.now();
  const values = await pool.map(pauseAndDouble, items, { chunkSize: 1 });
  assert.deepEqual(
    values,
    items.map((item) => 2 * item),
  );
  return performance.now() - startedAtMs;
}

const pauseAndDouble = async (item: number): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return 2 * item;
};

/** Waited for and detached, short and long, done, failed and cancelled. */
async function doAllKindsOfWork(
  pool: ClusterPool,
  connection: { readonly server: string; readonly pool: string; readonly key: string },
): Promise<void> {
  const items = Array.from({ length: 400 }, (_, item) => item);
  const large = 'x'.repeat(1_500_000);
  const fails = (): never => {
    throw new RangeError('as it should');
  };
  const never = async (): Promise<void> => await new Promise(() => {});
  const [kept, cancelled] = await Promise.all([
    pool.submit(pauseAndDouble, items.slice(0, 100), { chunkSize: 5 }),
    pool.submit(never, [1], { chunkSize: 1 }),
  ]);

  const [values, echo] = await Promise.all([
    pool.map(pauseAndDouble, items, { chunkSize: 1 }),
    pool.apply((text: string) => `${text}!`, [large]),
    assert.rejects(pool.apply(fails), { name: 'RangeError', message: 'as it should' }),
  ]);
  const read: number[] = [];
  for await (const value of ClusterPool.attach<number>(kept, connection)) read.push(value);
  await using waiting = ClusterPool.attach(cancelled, connection);
  const isOver = assert.rejects(waiting.next(), { code: 'ERR_POOL_JOB_CANCELLED' });
  await until('the reading to begin', () => waiting.progress.total !== undefined);
  await pool.cancel(cancelled);
  await isOver;

  assert.deepEqual(
    values,
    items.map((item) => 2 * item),
  );
  assert.equal(echo.length, large.length + 1);
  assert.deepEqual(
    read,
    items.slice(0, 100).map((item) => 2 * item),
  );
}
