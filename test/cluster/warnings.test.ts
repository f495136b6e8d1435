/**
 * Each line that a cluster says to people, seen where they see it: among the program's warnings, and in a host's log.
 * docs/troubleshooting.md has a row for each line, and no row is for a line that was not seen here.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type ClusterHost,
  ClusterPool,
  type Engine,
  startHost,
  type StartHostOptions,
} from 'manyhands/cluster';
import { EngineError } from '#dist/cluster/engine/engine-error.js';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';
import { giveOrder } from '#dist/cluster/messages/host-order.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { Signer } from '#dist/cluster/signing/signer.js';
import { failOnLeaks } from '../leaks.ts';
import { until } from '../until.ts';
import { square } from './programs/needs-more.ts';

const KEY = 'a secret of the tests';
const ROWS = rowsOf(
  readFileSync(new URL('../../../docs/troubleshooting.md', import.meta.url), 'utf8'),
);

/** The lines of the table, and what they match: `…` stands for anything. */
function rowsOf(page: string): ReadonlyMap<string, RegExp> {
  const [, table = ''] = /### What a cluster says\n(.*?)\n####/s.exec(page) ?? [];
  const lines = Array.from(table.matchAll(/^\| "(.+?)" \|/gm), ([, line = '']) => line);
  const escaped = lines.map((line) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new Map(
    escaped.map((line, at) => [
      lines[at] ?? '',
      new RegExp(`^${line.replaceAll('…', '.+')}$`, 's'),
    ]),
  );
}

describe('What a cluster says', () => {
  failOnLeaks();
  const said: string[] = [];
  const note = (line: string): void => void said.push(line);
  const onWarning = ({ name, message }: Error): void => {
    if (name === 'ClusterWarning') note(message);
  };
  before(() => process.on('warning', onWarning));
  after(() => process.off('warning', onWarning));

  const hasSaid = async (start: string): Promise<void> =>
    await until(start, () => said.some((line) => line.startsWith(start)));
  const hostOf = async (
    server: MemoryServer,
    options: Partial<StartHostOptions> = {},
  ): Promise<ClusterHost> => {
    const engine = async () => new MemoryEngine(server);
    const common = { engine, workers: 1, transport: 'thread', log: note } as const;
    const keys = options.keys === undefined ? { key: options.key ?? KEY } : {};
    return await startHost({ ...common, ...keys, ...options });
  };
  const poolOf = (server: MemoryServer, key = KEY): ClusterPool =>
    new ClusterPool({ engine: async () => new MemoryEngine(server), key });

  it('while one side waits for the other', async (t) => {
    using empty = new MemoryServer();
    using foreign = new MemoryServer();
    let make: (engine: Engine) => void = () => {};
    const made = new Promise<Engine>((resolve) => {
      make = resolve;
    });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const starting = hostOf(empty, { engine: async () => await made });
    t.mock.timers.tick(5000);
    t.mock.timers.reset();
    await using host = await hostOf(foreign);
    await using alone = poolOf(empty);
    await using stranger = poolOf(foreign, 'another secret entirely');

    for (const pool of [alone, stranger]) void pool.applyAsync(square, [1]);
    await hasSaid('a submitter asks who is there');
    const now = performance.now.bind(performance);
    t.mock.method(performance, 'now', () => now() + 5000);
    await hasSaid("work waits, and no host is there to do it: no host of pool 'default' answers");
    await hasSaid("work waits, and no host is there to do it: no host of pool 'default' can be");
    t.mock.restoreAll();
    await hasSaid('this host waits');
    make(new MemoryEngine(empty));
    await using last = await starting;

    assert.deepEqual([host.info.slots, last.info.slots], [1, 1]);
  });

  it('while the server has no room', async (t) => {
    using server = new MemoryServer();
    await using host = await hostOf(server);
    const engine = new MemoryEngine(server);
    const publish = engine.chunks.publish.bind(engine.chunks);
    let isFull = true;
    engine.chunks.publish = async (chunk) => {
      if (isFull) throw new EngineError('full', 'no room');
      await publish(chunk);
    };
    await using pool = new ClusterPool({ engine: async () => engine, key: KEY });
    await pool.ready();

    const squares = pool.mapAsync(square, [1, 2, 3], { chunkSize: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    const now = performance.now.bind(performance);
    t.mock.method(performance, 'now', () => now() + 5000);
    await hasSaid('work waits, and the server has no room');
    t.mock.restoreAll();
    isFull = false;

    assert.deepEqual(await squares.get(), [1, 4, 9]);
    assert.equal(said.filter((line) => line.startsWith('work waits, and the server')).length, 1);
    assert.equal(host.info.slots, 1);
  });

  it('of messages that strangers have sent', async () => {
    using server = new MemoryServer();
    await using pool = poolOf(server);
    const host = await hostOf(server);
    const id = await pool.submit(square, [1, 2, 3]);
    await using stranger = new MemoryEngine(server);
    const garbage = { headers: {}, body: new Uint8Array(1) };
    await stranger.results.append(id, { id: 'x', ...garbage });
    for (let index = 0; index < 30; index += 1) {
      await stranger.chunks.publish({ job: 'j', index, id: `j.${index}`, ...garbage });
    }

    const connection = { engine: async () => new MemoryEngine(server), key: KEY };
    for await (const _ of ClusterPool.attach(id, connection));
    await hasSaid('chunk 0 of job j cannot be run here: the message was refused: it is no message');
    await until('all to be refused', () => server.queue.size === 0);
    await host.stop();

    await hasSaid('among the results of job');
    assert.ok(said.includes('10 more chunks and questions were refused or given back'));
  });

  it('of a host that lacks something, and is told to leave', async () => {
    using server = new MemoryServer();
    await using lacking = await hostOf(server, { env: { WITHOUT: 'module' } });
    const whole = await hostOf(server);
    await using pool = poolOf(server);
    await until('both', () => pool.hosts.length === 2);

    while (lacking.info.quarantinedUntilMs === undefined)
      await pool.map(square, [1, 2, 3, 4], { chunkSize: 1 });
    await hasSaid('this host is in quarantine for 10 s: ');
    const order = {
      engine: new MemoryEngine(server),
      signer: new Signer(sharedKeys([KEY]), 'default'),
    };
    giveOrder(order, whole.info.id, 'drain');
    await whole.ended();
    await assert.rejects(pool.map(square, [1]), /not installed/); // it is told to take work again

    await order.engine[Symbol.asyncDispose]();
    await hasSaid('this host was told to leave');
    await hasSaid('this host takes work again');
    assert.ok(said.some((line) => /^chunk \d+ of job \w+ cannot be run on this host: /.test(line)));
  });

  it('of a host whose workers start no more', async () => {
    using server = new MemoryServer();
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-warnings-'));
    const preload = join(folder, 'preload.cjs');
    writeFileSync(preload, '');
    await using host = await hostOf(server, { transport: 'process', execArgv: ['-r', preload] });
    await using pool = poolOf(server);
    await pool.ready();

    writeFileSync(preload, 'throw new Error("no more")');
    await assert.rejects(
      pool.apply(() => process.exit(1)),
      { code: 'ERR_POOL_WORKER_LOST' },
    );
    void pool.applyAsync(square, [1]);
    await host.ended();

    rmSync(folder, { recursive: true });
    await hasSaid('this host leaves, because its workers do not start: ');
  });

  it('of a host whose key the submitter does not know', async () => {
    using server = new MemoryServer();
    const [submitter, known, unknown] = [newPair(), newPair(), newPair()];
    const keysOf = ({ sign }: Pair) => ({ sign, verify: [submitter.verify] });
    await using host = await hostOf(server, { keys: keysOf(known) });
    await using other = await hostOf(server, { keys: keysOf(unknown) });
    const keys = { sign: submitter.sign, verify: [known.verify] };
    await using pool = new ClusterPool({ engine: async () => new MemoryEngine(server), keys });

    while (other.info.counts?.chunks === 0)
      assert.deepEqual(await pool.map(square, [1, 2, 3, 4], { chunkSize: 1 }), [1, 4, 9, 16]);

    await hasSaid('the submitter has refused the result of chunk ');
    while (other.info.quarantinedUntilMs === undefined)
      assert.deepEqual(await pool.map(square, [1, 2, 3, 4], { chunkSize: 1 }), [1, 4, 9, 16]);
    assert.equal(host.info.slots, 1);
  });

  it('of work that asks for labels, and of a host with another key than all others', async (t) => {
    using server = new MemoryServer({ maxDeliveries: 100 });
    await using host = await hostOf(server, { name: 'plain' });
    const other = 'another secret entirely';
    await using wrong = await hostOf(server, { key: other });
    await using pool = poolOf(server);
    await pool.ready();

    void pool.applyAsync(square, [1], { on: { gpu: true } });
    do await pool.map(square, [1, 2, 3, 4], { chunkSize: 1 });
    while (wrong.info.refuses !== true);
    await using friend = poolOf(server, other);
    await friend.ready();
    const now = performance.now.bind(performance);
    t.mock.method(performance, 'now', () => now() + 5000);
    await hasSaid(
      "work waits, and no host with gpu is there to do it: no host of pool 'default' can",
    );
    t.mock.restoreAll();

    await hasSaid('this host takes nothing for 10 s, because it refuses what it is given: ');
    await hasSaid('this host accepts what it is given, and takes work again');
    assert.equal(host.info.slots, 1);
  });

  it('of a result that nobody waits for any more', async (t) => {
    using server = new MemoryServer();
    await using host = await hostOf(server);
    const engine = new MemoryEngine(server);
    await using pool = new ClusterPool({ engine: async () => engine, key: KEY });
    const result = pool.applyAsync(
      async () => await new Promise((resolve) => setTimeout(resolve, 300)),
    );
    await until('it to run', () => host.info.busy === 1);
    await engine[Symbol.asyncDispose](); // as if its program had been killed
    await until('it to be done', () => host.info.busy === 0);

    const now = performance.now.bind(performance);
    t.mock.method(performance, 'now', () => now() + 60_000);
    await hasSaid('nobody wants the result of chunk ');
    t.mock.restoreAll();

    await assert.rejects(result.get());
  });

  it('is in docs/troubleshooting.md, and nothing else is', () => {
    const unknown = said.filter((line) => ![...ROWS.values()].some((row) => row.test(line)));
    const unseen = [...ROWS].filter(([, row]) => !said.some((line) => row.test(line)));

    assert.ok(ROWS.size >= 14);
    assert.deepEqual([unknown, unseen], [[], []]);
  });
});

interface Pair {
  readonly sign: string;
  readonly verify: string;
}

function newPair(): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { sign: privateKey, verify: publicKey };
}
