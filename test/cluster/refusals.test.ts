/** Messages that a host must refuse: none of them is run, and the operator is told. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ClusterHost, ClusterPool, startHost } from 'manyhands/cluster';
import type { ChunkMessage } from '#dist/cluster/engine/engine.js';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { Signer } from '#dist/cluster/signing/signer.js';
import { Stage } from '../conformance/stage.ts';
import { note } from '../conformance/tasks.ts';
import { failOnLeaks } from '../leaks.ts';
import { until } from '../until.ts';

const KEY = 'a secret of the tests';

type Change = (chunk: ChunkMessage) => ChunkMessage;

const FORGERIES: readonly (readonly [title: string, change: Change, refusal: RegExp])[] = [
  ['unsigned', (chunk) => without(chunk, 'Mh-Signature'), /not signed/],
  ['with an altered header', (chunk) => withHeader(chunk, 'count', '2'), /signature does not fit/],
  [
    'that names another function',
    (chunk) => withHeader(chunk, 'recipe', 'f'.repeat(64)),
    /signature/,
  ],
  [
    'with an altered body',
    (chunk) => ({ ...chunk, body: chunk.body.map((b) => b ^ 1) }),
    /its body/,
  ],
  ['that has expired', (chunk) => withHeader(chunk, 'Mh-Expires', '1'), /signature/],
  ['under another number', (chunk) => ({ ...chunk, index: 9 }), /another chunk/],
];

describe('A pool of a cluster', () => {
  failOnLeaks();

  it('refuses what has no meaning there, with the reason', async () => {
    using server = new MemoryServer();
    await using pool = new ClusterPool({ engine: async () => new MemoryEngine(server), key: KEY });
    const square = (x: number): number => x * x;

    const refused = [{ affinity: 'a' }, { context: 'r-1' }];
    for (const options of refused) {
      const [name = ''] = Object.keys(options);
      await assert.rejects(pool.apply(square, [2], options), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'ERR_POOL_OPTION');
        assert.match(error.message, new RegExp(`^${name}: .{20}`));
        return true;
      });
    }
    const { close }: { close(options: object): void } = pool;
    assert.throws(() => close.call(pool, { pending: 'drop' }), /in the hands of its hosts/);
  });
});

describe('a host', () => {
  failOnLeaks();

  for (const [title, change, refusal] of FORGERIES) {
    it(`does not run a chunk ${title}`, async () => {
      using server = new MemoryServer();
      using stage = new Stage();
      const lines: string[] = [];
      await using host = await startHostOf(server, lines);
      await using pool = new ClusterPool({
        engine: async () => onTheWay(server, change),
        key: KEY,
      });

      const result = pool.applyAsync(note, [stage.log, 'ran']);
      await until('a refusal', () => lines.length > 0);

      assert.match(lines[0] ?? '', refusal);
      assert.deepEqual([stage.lines, result.ready(), host.info.slots], [[], false, 1]);
    });
  }

  it('runs a chunk once that somebody sends a second time', async () => {
    using server = new MemoryServer();
    using stage = new Stage();
    const lines: string[] = [];
    const sent: ChunkMessage[] = [];
    await using host = await startHostOf(server, lines);
    const record: Change = (chunk) => {
      sent.push(chunk);
      return chunk;
    };
    await using pool = new ClusterPool({ engine: async () => onTheWay(server, record), key: KEY });
    await pool.apply(note, [stage.log, 'ran']);
    const [chunk] = sent;
    assert.ok(chunk !== undefined);

    await using stranger = new MemoryEngine(server);
    await stranger.chunks.publish({ ...chunk, id: 'again.0' });
    await until('a refusal', () => lines.length > 0);

    assert.match(lines[0] ?? '', /done before/);
    assert.deepEqual([stage.lines, host.info.slots], [['ran'], 1]);
  });

  it('does not run a function that somebody has put in the place of another', async () => {
    using server = new MemoryServer();
    using stage = new Stage();
    const lines: string[] = [];
    await using host = await startHostOf(server, lines);
    const replace: Change = (chunk) => {
      for (const bodies of server.bodies.values()) {
        for (const name of bodies.keys()) bodies.set(name, [new Uint8Array([1, 2, 3])]);
      }
      return chunk;
    };
    await using pool = new ClusterPool({ engine: async () => onTheWay(server, replace), key: KEY });

    const result = pool.applyAsync(note, [stage.log, 'ran']);
    await until('a refusal', () => lines.length > 0);

    assert.match(lines[0] ?? '', /is not in the store/);
    assert.deepEqual([stage.lines, result.ready(), host.info.slots], [[], false, 1]);
  });

  it('finishes what it runs when it is asked to leave, and takes nothing more', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    const host = await startHost({ engine, workers: 1, log: () => {} });
    await using pool = new ClusterPool({ engine });
    const slow = async (ms: number): Promise<string> =>
      await new Promise((resolve) => setTimeout(resolve, ms, 'done'));
    const running = pool.applyAsync(slow, [300]);
    await until('the chunk to run', () => host.info.busy === 1);
    const waiting = pool.applyAsync(slow, [1]);

    await host.stop();

    assert.equal(await running.get(), 'done');
    assert.equal(waiting.ready(), false);
    await using next = await startHost({ engine, workers: 1, log: () => {} });
    assert.equal(next.info.slots, 1);
    assert.equal(await waiting.get(), 'done');
  });
});

describe('A host with another key', () => {
  failOnLeaks();

  it('stops taking what it can only refuse, says why, and comes back when it can accept', async () => {
    using server = new MemoryServer({ maxDeliveries: 100 });
    const lines: string[] = [];
    const engine = async () => new MemoryEngine(server);
    await using wrong = await startHostOf(server, lines, 'another secret entirely');
    await using right = await startHostOf(server, []);
    await using pool = new ClusterPool({ engine, key: KEY });
    const square = (x: number): number => x * x;
    const items = Array.from({ length: 200 }, (_, x) => x);

    do await pool.map(square, items, { chunkSize: 1 });
    while (wrong.info.refuses !== true);
    const refusedBefore = await pool.map(square, items, { chunkSize: 1 });
    await using other = new ClusterPool({ engine, key: 'another secret entirely' });
    const done = await other.map(square, [2]);

    assert.deepEqual([refusedBefore.length, done], [200, [4]]);
    assert.deepEqual([wrong.info.refuses, wrong.info.slots, right.info.slots], [undefined, 1, 1]);
    assert.ok(
      lines.some((line) =>
        /^this host takes nothing for 10 s, because it refuses what it is given: .* is signed with key/.test(
          line,
        ),
      ),
    );
    assert.ok(lines.includes('this host accepts what it is given, and takes work again'));
    assert.ok(lines.some((line) => line.startsWith('a submitter asks who is there')));
  });

  it('does not stop for garbage of others, if it has accepted anything', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using host = await startHostOf(server, []);
    await using pool = new ClusterPool({ engine, key: KEY });
    await pool.map((x: number) => x, [1]);
    const stranger = new Signer(sharedKeys(['another secret entirely']), 'default');
    const garbage = stranger.sign('chunk', {}, new Uint8Array(0));
    const { chunks } = new MemoryEngine(server);
    for (let index = 0; index < 50; index += 1)
      await chunks.publish({ job: 'g', index, id: `g.${index}`, ...garbage });

    assert.deepEqual(await pool.map((x: number) => x, [1, 2, 3], { chunkSize: 1 }), [1, 2, 3]);
    assert.equal(host.info.refuses, undefined);
  });
});

/** A host with one worker that says to `lines` what an operator would read. */
async function startHostOf(server: MemoryServer, lines: string[], key = KEY): Promise<ClusterHost> {
  return await startHost({
    engine: async () => new MemoryEngine(server),
    workers: 1,
    transport: 'thread',
    key,
    log: (line) => lines.push(line),
  });
}

/** An engine that changes chunks before they are published, as somebody on the way could. */
function onTheWay(server: MemoryServer, change: Change): MemoryEngine {
  const engine = new MemoryEngine(server);
  const publish = engine.chunks.publish.bind(engine.chunks);
  engine.chunks.publish = async (chunk) => await publish(change(chunk));
  return engine;
}

function withHeader(chunk: ChunkMessage, name: string, value: string): ChunkMessage {
  return { ...chunk, headers: { ...chunk.headers, [name]: value } };
}

function without(chunk: ChunkMessage, name: string): ChunkMessage {
  const { [name]: gone, ...headers } = chunk.headers;
  assert.ok(gone !== undefined);
  return { ...chunk, headers };
}
