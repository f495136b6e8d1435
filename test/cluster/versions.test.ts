/**
 * Two versions of the package side by side, as during a rolling deployment. With one wire they share all work. With
 * two each has its own: nothing is lost or waits for hosts that cannot do it, and both sides say what is wrong.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { type ClusterHost, ClusterPool, startHost } from 'manyhands/cluster';
import { drain } from '#dist/cluster/commands/hosts.js';
import { describeRelease, RELEASE } from '#dist/cluster/signing/release.js';
import { WIRE_VERSION } from '#dist/core/wire/messages.js';
import { failOnLeaks } from '../leaks.ts';
import { until } from '../until.ts';
import { NatsServer, reasonToSkip } from './nats-server.ts';
import { OtherVersion } from './other-version.ts';

const NEXT = '9.0.0';
const ITEMS = Array.from({ length: 60 }, (_, item) => item);
const SQUARES = ITEMS.map((item) => item * item);

const square = async (item: number): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, item < 30 ? 20 : 100));
  return item * item;
};

describe('Two versions of manyhands', { skip: reasonToSkip(), timeout: 120_000 }, () => {
  let server: NatsServer;
  before(async () => {
    server = await NatsServer.start();
  });
  after(async () => await server?.[Symbol.asyncDispose]());
  failOnLeaks();

  const startOwn = async (name: string): Promise<ClusterHost> =>
    await startHost({ server: server.url, pool: name, name: 'old', workers: 1, log: () => {} });

  it('of one wire do the same work, while one replaces the other', async () => {
    const place = { server: server.url, pool: 'same' };
    await using next = new OtherVersion(NEXT);
    await using pool = new ClusterPool({ ...place, ackWait: 2000 });
    const squares = pool.mapAsync(square, ITEMS, { chunkSize: 1 });
    await using old = await startOwn('same');
    await until('work of the old one', () => (old.info.counts?.items ?? 0) > 5);

    const { child } = next.startHost('--server', place.server, '--pool', 'same', '--name', 'new');
    await until('both', () => pool.hosts.length === 2);
    assert.deepEqual(pool.hosts.map(({ version, wire }) => [version, wire]).toSorted(), [
      [RELEASE, WIRE_VERSION],
      [NEXT, WIRE_VERSION],
    ]);
    await drain(['--server', place.server, '--pool', 'same', 'old']);
    await old.ended();
    await until('work of the new one alone', () => pool.hosts.length === 1);
    child.kill('SIGKILL');
    assert.equal(squares.ready(), false);
    await once(child, 'close');
    await using again = await startOwn('same');

    assert.deepEqual(await squares.get(), SQUARES);
    assert.ok((again.info.counts?.items ?? 0) > 0);
  });

  it('of two wires each do their own work, and tell the other side what is wrong', async (t) => {
    const place = { server: server.url, pool: 'two' };
    await using next = new OtherVersion(NEXT, WIRE_VERSION + 1);
    const [ours, theirs] = [describeRelease(), await next.describe()];
    assert.equal(theirs, `manyhands ${NEXT} (wire ${WIRE_VERSION + 1})`);
    const warnings: string[] = [];
    t.mock.method(process, 'emitWarning', (text: string) => warnings.push(text));
    await using pool = new ClusterPool(place);
    const squares = pool.mapAsync(square, ITEMS, { chunkSize: 1 });
    const { said } = next.startHost('--server', place.server, '--pool', 'two', '--name', 'new');

    // An old submitter meets a new host that nobody has work for yet.
    await until(
      'warnings on both sides',
      () => warnings.length > 0 && /not served/.test(`${said}`),
    );
    assert.match(warnings[0] ?? '', /^work waits, and no host is there to do it: .* some answer: /);
    assert.ok(warnings[0]?.includes(`it comes from ${theirs}, and this is ${ours}: `));
    assert.ok(said.join('').includes(`it comes from ${ours}, and this is ${theirs}: `));

    // A new submitter makes a queue of its own, and old hosts know nothing of it.
    await using old = await startOwn('two');
    const [results, id] = JSON.parse(await next.run(submitter(place))) as [number[], string];
    assert.deepEqual(results, SQUARES);
    assert.deepEqual(await squares.get(), SQUARES);
    assert.equal(old.info.counts?.items, ITEMS.length);
    assert.deepEqual(
      pool.hosts.map(({ name }) => name),
      ['old'],
    );

    // What the new one has left on the server is its own as well.
    await assert.rejects(ClusterPool.attach(id, place).next(), (error: Error) => {
      assert.match(
        error.message,
        new RegExp(`^there is no detached job '${id}' .* another key or wire`),
      );
      assert.ok(error.message.includes(ours));
      return true;
    });
    const refused: string[] = [];
    t.mock.method(console, 'error', (line: string) => refused.push(line));
    const drained = drain(['--server', place.server, '--pool', 'two', 'new']);
    await assert.rejects(drained, /^OptionError.*no host 'new' is there/);
    assert.ok(refused[0]?.includes(theirs));
  });
});

/** Of the other version: maps, and leaves a detached job. */
function submitter(place: { readonly server: string; readonly pool: string }): string {
  return `
    import { ClusterPool } from 'manyhands/cluster';
    const pool = new ClusterPool(${JSON.stringify(place)});
    const square = (item) => item * item;
    const results = await pool.map(square, ${JSON.stringify(ITEMS)}, { chunkSize: 1 });
    const id = await pool.submit(square, [1, 2, 3]);
    await pool.terminate();
    console.log(JSON.stringify([results, id]));
  `;
}
