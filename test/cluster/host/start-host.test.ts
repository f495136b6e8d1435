import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startHost } from 'manyhands/cluster';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';

describe('startHost', () => {
  it('takes no name that would not fit on a line, or that a terminal obeys', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);

    for (const name of ['', 'x'.repeat(101), 'a\nb', 'a\u001b[31m', 'a\u202eb']) {
      await assert.rejects(startHost({ engine, name }), { code: 'ERR_POOL_OPTION' });
    }
    await using host = await startHost({ engine, name: 'Zürich 東京 🌍 \\"{}', workers: 1 });
    assert.equal(host.info.slots, 1);
  });

  it('says that it waits for a submitter to make its pool', async (test) => {
    using server = new MemoryServer();
    const lines: string[] = [];
    let make = (): void => {};
    const made = new Promise<void>((resolve) => {
      make = resolve;
    });
    const engine = async () => {
      await made;
      return new MemoryEngine(server);
    };
    test.mock.timers.enable({ apis: ['setTimeout'] });

    const starting = startHost({
      engine,
      pool: 'wrok',
      workers: 1,
      log: (line) => lines.push(line),
    });
    test.mock.timers.tick(5000);
    test.mock.timers.reset();
    make();
    await using host = await starting;

    assert.match(lines[0] ?? '', /no submitter of manyhands .* has made pool 'wrok'/);
    assert.equal(host.info.slots, 1);
  });
});
