/**
 * Who gets in where: real users at a real server, each trying what is not theirs. The tries go past the
 * engine, with the plain client, as an attacker's would.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Engine, Poison } from '#dist/cluster/engine/engine.js';
import { NatsEngine } from '#dist/cluster/engine/nats/nats-engine.js';
import { userConfig } from '#dist/cluster/engine/nats/permissions.js';
import { WIRE_VERSION } from '#dist/core/wire/messages.js';
import type { Role } from '#dist/cluster/engine/nats/subjects.js';
import { failOnLeaks } from '../../../leaks.ts';
import { until } from '../../../until.ts';
import { NatsServer, reasonToSkip } from '../../nats-server.ts';
import { chunk, message, publish, range, Taker, textOf, untilWaiting } from '../stage.ts';

const POOL = 'guarded';
const PASSWORD = 'secret';
const WIRE = `w${WIRE_VERSION}`;
let server: NatsServer;

async function engineOf(role: Role): Promise<Engine> {
  const credentials = { user: role, password: PASSWORD };
  return await NatsEngine.open({
    server: server.url,
    pool: POOL,
    role,
    credentials,
    ackWaitMs: 500,
    maxDeliveries: 2,
    ...(role === 'submitter' ? { partitions: 2 } : {}),
  });
}

/** The bare client, as `user`; its requests are answered where that role may listen. */
async function bare(user: string): Promise<NatsConnection> {
  const inboxPrefix = user === 'third' ? '_INBOX' : `mh.${POOL}.i.${user}`;
  return await connect({ servers: server.url, user, pass: PASSWORD, inboxPrefix });
}

async function assertForbidden(what: string, call: () => Promise<unknown>): Promise<void> {
  await assert.rejects(call, /Permissions Violation/, what);
}

async function canListen(nc: NatsConnection, subject: string): Promise<boolean> {
  let isRefused = false;
  nc.subscribe(subject, {
    callback: (error) => {
      isRefused ||= error !== null;
    },
  });
  await nc.flush();
  return !isRefused;
}

const skip = reasonToSkip();
describe('Permissions at a NATS server', { skip }, () => {
  before(async () => {
    const users = (['submitter', 'host'] as const).map((role) =>
      userConfig({ user: role, password: PASSWORD }, { pool: POOL, role, partitions: 2 }),
    );
    // The third user is one of another pool on the same server, and may use the usual inbox.
    const third = `{ user: third, password: ${PASSWORD}, permissions: {
      publish: ["other.>", "$JS.API.INFO", "$JS.API.STREAM.INFO.OTHER"], subscribe: ["_INBOX.>", "other.>"] } }`;
    const config = `authorization { users = [\n${[...users, third].join('\n')}\n] }`;
    server = await NatsServer.start({ config: () => config });
    await (await engineOf('submitter'))[Symbol.asyncDispose](); // it makes the pool
  });
  after(async () => await server[Symbol.asyncDispose]());
  failOnLeaks();

  it('let submitters and hosts do all of their work', async () => {
    await using submitter = await engineOf('submitter');
    await using host = await engineOf('host');
    const replies: string[] = [];
    const { address } = await submitter.replies.listen(
      (reply) => void replies.push(textOf(reply)),
      () => message('ledger'),
    );
    const heard: string[] = [];
    await host.chunks.onCancelled((mark) => heard.push(textOf(mark)));
    await host.control.hear('order', (said) => heard.push(textOf(said)));
    await submitter.control.hear('hosts', (said) => heard.push(textOf(said)));
    await host.presence.announce(() => message('host'));
    const large = new Uint8Array(2_000_000).fill(1);

    await submitter.store.put('j', 'function', large);
    await publish(submitter, range(4));
    const taker = await Taker.open(host, 4);
    await taker.count(4);
    taker.deliveries[0]?.extend();
    taker.deliveries[0]?.giveBack();
    for (const delivery of taker.deliveries.slice(1)) delivery.acknowledge();
    await untilWaiting(submitter, 1);
    assert.equal((await host.store.get('j', 'function'))?.byteLength, large.byteLength);
    await host.store.put('j', 'result', large);
    assert.equal(await host.replies.send(address, message('result')), 'acknowledged');
    await host.results.append('j', { id: '1', ...message('kept') });
    for await (const result of submitter.results.read('j')) {
      assert.equal(textOf(result), 'kept');
      break;
    }
    await submitter.chunks.markCancelled('j', message('cancel'));
    host.control.say('hosts', message('changed'));
    submitter.control.say('order', message('leave'));
    await until('all three', () => heard.length === 3);
    assert.deepEqual((await submitter.presence.hosts(message(''))).map(textOf), ['host']);
    assert.equal(textOf((await host.replies.ask(address, () => true)) ?? message('')), 'ledger');

    const poisons: Poison[] = [];
    await submitter.chunks.onPoison('j', (poison) => poisons.push(poison));
    taker.subscription.request(10);
    await until('the poison', () => poisons.length === 1);
    await poisons[0]?.discard();
    assert.equal((await submitter.chunks.waiting()).size, 0);
    await submitter.chunks.purge('j');
    await submitter.store.deleteJob('j');
    await submitter.results.delete('j');
    assert.deepEqual(replies, ['result']);
  });

  it('keep submitters from taking chunks', async () => {
    await using nc = await bare('submitter');
    for (const part of [0, 1]) {
      const next = `$JS.API.CONSUMER.MSG.NEXT.MH_${POOL}_${WIRE}_${part}.hosts`;
      await assertForbidden('the queue', () => nc.request(next, '{"batch":1}'));
      await assertForbidden('an answer', () =>
        nc.request(`$JS.ACK.MH_${POOL}_${WIRE}_${part}.hosts.1.1.1.1.0`, '+ACK'),
      );
    }
    const jsm = await jetstreamManager(nc, { checkAPI: false });

    await assertForbidden('a consumer of its own', () =>
      jsm.consumers.add(`MH_${POOL}_${WIRE}_0`, { durable_name: 'mine', ack_policy: 'explicit' }),
    );
    assert.equal(await canListen(nc, `mh.${POOL}.${WIRE}.c.>`), false);
    assert.equal(await canListen(nc, `mh.${POOL}.i.host.>`), false);
  });

  it('keep hosts from putting chunks, cancelling jobs and reading results', async () => {
    await using nc = await bare('host');
    const js = jetstream(nc);
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    await using engine = await engineOf('host');

    await assert.rejects(engine.chunks.publish(chunk(0)), { reason: 'forbidden' });
    await assertForbidden('a chunk', () => js.publish(`mh.${POOL}.${WIRE}.c.0.any.j`, 'mine'));
    await assertForbidden('a cancellation', () => js.publish(`mh.${POOL}.${WIRE}.x.j`, ''));
    await assertForbidden('a broadcast', () => nc.request(`mh.${POOL}.${WIRE}.b.cancel`, 'j'));
    await assertForbidden('a purge', () => jsm.streams.purge(`MH_${POOL}_${WIRE}_0`));
    await assertForbidden('a stream', () => jsm.streams.add({ name: 'MINE', subjects: ['mine'] }));
    await assertForbidden('kept results', () =>
      jsm.consumers.add(`MH_${POOL}_${WIRE}_results`, { name: 'mine', ack_policy: 'none' }),
    );
    await assertForbidden('a look at one', () =>
      jsm.streams.getMessage(`MH_${POOL}_${WIRE}_results`, { seq: 1 }),
    );
    await assertForbidden('a look at a chunk', () =>
      jsm.streams.getMessage(`MH_${POOL}_${WIRE}_0`, { seq: 1 }),
    );
    for (const subject of [
      `mh.${POOL}.${WIRE}.r.>`,
      `mh.${POOL}.${WIRE}.d.>`,
      `mh.${POOL}.i.submitter.>`,
      '>',
    ]) {
      assert.equal(await canListen(nc, subject), false, subject);
    }
  });

  it('keep a third user from everything', async () => {
    await using submitter = await engineOf('submitter');
    await publish(submitter, [0], 'secret');
    await using host = await engineOf('host');
    await host.results.append('secret', { id: '0', ...message('secret') });
    await using nc = await bare('third');
    const js = jetstream(nc);
    const jsm = await jetstreamManager(nc, { checkAPI: false });

    await assertForbidden('a chunk', () => js.publish(`mh.${POOL}.${WIRE}.c.0.any.j`, 'mine'));
    await assertForbidden('a result', () => nc.request(`mh.${POOL}.${WIRE}.r.to.x`, 'mine'));
    await assertForbidden('a kept result', () => js.publish(`mh.${POOL}.${WIRE}.d.j`, 'mine'));
    await assertForbidden('a function', () => js.publish(`mh.${POOL}.${WIRE}.s.j.f.0`, 'mine'));
    for (const stream of ['0', '1', 'store', 'results', 'poison', 'cancelled']) {
      const name = `MH_${POOL}_${WIRE}_${stream}`;
      await assertForbidden(`to see ${name}`, () => jsm.streams.info(name));
      await assertForbidden(`to read ${name}`, () => jsm.streams.getMessage(name, { seq: 1 }));
      await assertForbidden(`to purge ${name}`, () => jsm.streams.purge(name));
      await assertForbidden(`to consume ${name}`, () =>
        jsm.consumers.add(name, { durable_name: 'mine', ack_policy: 'explicit' }),
      );
    }
    await assertForbidden('the store', () =>
      nc.request(`$JS.API.DIRECT.GET.MH_${POOL}_${WIRE}_store.mh.${POOL}.${WIRE}.s.j.f.0`),
    );
    await assertForbidden('the queue', () =>
      nc.request(`$JS.API.CONSUMER.MSG.NEXT.MH_${POOL}_${WIRE}_0.hosts`),
    );
    for (const subject of [`mh.${POOL}.>`, 'mh.>', '>', '$JS.>', `mh.${POOL}.i.host.>`]) {
      assert.equal(await canListen(nc, subject), false, subject);
    }
    await submitter.chunks.purge('secret');
    await submitter.results.delete('secret');
  });

  it('show a third user none of the chunks and results that pass by, in the usual inbox either', async () => {
    await using nc = await bare('third');
    const overheard: string[] = [];
    nc.subscribe('_INBOX.>', { callback: (_, { subject }) => void overheard.push(subject) });
    await nc.flush();
    await using submitter = await engineOf('submitter');
    await using host = await engineOf('host');
    const { address } = await submitter.replies.listen(() => {});

    await publish(submitter, range(3), 'quiet');
    const taker = await Taker.open(host, 3);
    await taker.count(3);
    for (const delivery of taker.deliveries) {
      await host.replies.send(address, message('result'));
      delivery.acknowledge();
    }
    await untilWaiting(submitter, 0);
    await nc.flush();

    assert.deepEqual(overheard, []);
  });

  it('let nobody in without the right password', async () => {
    const options = { server: server.url, pool: POOL, role: 'host' } as const;

    await assert.rejects(NatsEngine.open(options), { reason: 'forbidden' });
    const credentials = { user: 'host', password: 'wrong' };
    await assert.rejects(NatsEngine.open({ ...options, credentials }), {
      reason: 'forbidden',
      message: /does not let this user in .*see credentials/,
    });
  });
});
