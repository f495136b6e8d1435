/** Hosts that cannot run what others can: the work goes to the others, and whoever looks can see why. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ClusterHost, ClusterPool, startHost } from 'manyhands/cluster';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';
import { failOnLeaks } from '../leaks.ts';
import { until } from '../until.ts';
import { openDatabase, square } from './programs/needs-more.ts';

const KEY = 'a secret of the tests';
const ITEMS = Array.from({ length: 100 }, (_, x) => x);

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
    key: KEY,
    name: without === undefined ? 'whole' : `without ${without}`,
    env: without === undefined ? {} : { WITHOUT: without },
    log: (line) => lines.push(line),
  });
}

describe('A host', () => {
  failOnLeaks();

  for (const without of ['module', 'database']) {
    it(`without a ${without} fails no task that another can run, and takes no more`, async () => {
      using server = new MemoryServer();
      const lines: string[] = [];
      await using whole = await startHostOf({ server });
      await using lacking = await startHostOf({ server, without, lines });
      const setup = without === 'database' ? { initializer: openDatabase } : {};
      const engine = async () => new MemoryEngine(server);
      await using pool = new ClusterPool({ engine, key: KEY, ...setup });

      const expected = ITEMS.map((x) => x * x);
      do assert.deepEqual(await pool.map(square, ITEMS, { chunkSize: 1 }), expected);
      while (lacking.info.quarantinedUntilMs === undefined);
      await until('news of it', () =>
        pool.hosts.some(({ counts }) => (counts?.failures ?? 0) >= 3),
      );

      assert.ok(
        (lacking.info.counts?.failures ?? 0) >= 3 && (lacking.info.counts?.failures ?? 0) < 10,
      );
      assert.deepEqual(
        [lacking.info.slots, whole.info.slots, whole.info.counts?.failures],
        [0, 1, 0],
      );
      assert.match(
        lines[0] ?? '',
        /cannot be run on this host: .*(not installed|no database here)/s,
      );
      assert.match(lines.at(-1) ?? '', /in quarantine for 10 s/);
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
