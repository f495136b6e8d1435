/** Hosts that cannot run what others can: the work goes to the others, and whoever looks can see why. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ClusterHost, ClusterPool, startHost } from 'manyhands/cluster';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';
import { failOnLeaks } from '../leaks.ts';
import { until } from '../until.ts';
import { cube, openDatabase, square } from './programs/needs-more.ts';

const KEY = 'a secret of the tests';
const ITEMS = Array.from({ length: 100 }, (_, x) => x);

const LACKING = [
  { without: 'module', fn: square, why: /not installed/ },
  { without: 'database', fn: square, why: /no database here/, initializer: openDatabase },
  { without: 'version', fn: cube, why: /is not the same function/ },
];

interface Lacking {
  readonly server: MemoryServer;
  /** What workers of the host find missing. */
  readonly without?: string;
  readonly lines?: string[];
}

async function startHostOf({ server, without, lines = [] }: Lacking): Promise<ClusterHost> {
  return await startHost({
    engine: async () => new MemoryEngine(server),
    workers: 1,
    transport: 'thread', // they start faster
    key: KEY,
    name: without === undefined ? 'whole' : `without ${without}`,
    env: without === undefined ? {} : { WITHOUT: without },
    log: (line) => lines.push(line),
  });
}

describe('A host', () => {
  failOnLeaks();

  for (const { without, fn, why, ...setup } of LACKING) {
    it(`without the ${without} fails no task that another can run, and takes no more`, async () => {
      using server = new MemoryServer();
      const lines: string[] = [];
      await using whole = await startHostOf({ server });
      await using lacking = await startHostOf({ server, without, lines });
      const engine = async () => new MemoryEngine(server);
      await using pool = new ClusterPool({ engine, key: KEY, ...setup });
      const expected = ITEMS.map((x) => (fn === cube ? x ** 3 : x ** 2));

      do assert.deepEqual(await pool.map(fn, ITEMS, { chunkSize: 1 }), expected);
      while (lacking.info.quarantinedUntilMs === undefined);
      await until('news of it', () =>
        pool.hosts.some(({ counts }) => (counts?.failures ?? 0) >= 3),
      );

      const { counts: { failures = 0 } = {}, slots } = lacking.info;
      assert.ok(failures >= 3 && failures < 10, `${failures} failures`);
      assert.deepEqual([slots, whole.info.slots, whole.info.counts?.failures], [0, 1, 0]);
      assert.match(lines[0] ?? '', /^chunk \d+ of job \w+ cannot be run on this host: /);
      assert.match(lines[0] ?? '', why);
      assert.ok(lines.some((line) => line.includes('in quarantine for 10 s')));
    });
  }

  it('tells what is wrong at once if no other is there', async () => {
    using server = new MemoryServer();
    await using host = await startHostOf({ server, without: 'module' });
    await using pool = new ClusterPool({ engine: async () => new MemoryEngine(server), key: KEY });

    const results = ITEMS.slice(0, 6).map((x) => pool.applyAsync(square, [x]));
    const outcomes = await Promise.allSettled(results);

    for (const outcome of outcomes) {
      assert.match(String(outcome.status === 'rejected' && outcome.reason), /not installed/);
    }
    assert.equal(host.info.slots, 1); // there is nobody to leave it to
  });

  it('tells what is wrong if no host can run it, however many there are', async () => {
    using server = new MemoryServer();
    await using left = await startHostOf({ server, without: 'module' });
    await using right = await startHostOf({ server, without: 'module' });
    await using pool = new ClusterPool({ engine: async () => new MemoryEngine(server), key: KEY });

    const results = ITEMS.slice(0, 20).map((x) => pool.applyAsync(square, [x]));
    const outcomes = await Promise.allSettled(results);

    assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 20);
    assert.ok((left.info.counts?.failures ?? 0) + (right.info.counts?.failures ?? 0) >= 20);
  });
});

describe('The calls of one program', () => {
  failOnLeaks();

  it('are sent by their priority', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using pool = new ClusterPool({ engine, key: KEY });
    const order: string[] = [];
    const call = (name: string, priority: number): Promise<unknown> =>
      pool.mapAsync(square, [1, 2, 3], { chunkSize: 1, priority }).then(() => order.push(name));

    const calls = [call('low', 0), call('high', 2), call('middle', 1)];
    await using host = await startHostOf({ server }); // nothing is sent before
    await Promise.all(calls);

    assert.equal(host.info.slots, 1);
    assert.deepEqual(order, ['high', 'middle', 'low']);
  });
});
