import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { serveMetrics } from '#dist/cluster/commands/metrics-server.js';
import { type ClusterHost, makeHost } from '#dist/cluster/host/host.js';
import type { LocalPools } from '#dist/cluster/host/local-pools.js';
import { failOnLeaks } from '../../leaks.ts';
import { MemoryCluster, newSigner } from '../memory-cluster.ts';

describe('What a host tells over HTTP', () => {
  failOnLeaks();
  let cluster: MemoryCluster;
  let host: ClusterHost;
  let hostOf = (): ClusterHost | undefined => host;
  let served: Awaited<ReturnType<typeof serveMetrics>>;

  before(async () => {
    cluster = new MemoryCluster();
    const pools = { workers: [], [Symbol.asyncDispose]: async () => {} };
    host = makeHost({
      id: 'h-1',
      name: 'a "b"',
      labels: {},
      slots: 2,
      engine: cluster.host,
      signer: newSigner(),
      pools: pools as unknown as LocalPools, // nothing else is used of them
      log: () => {},
    });
    await host.begin();
    served = await serveMetrics(() => hostOf(), '0');
  });
  after(async () => {
    await served[Symbol.asyncDispose]();
    await host.kill();
    await cluster[Symbol.asyncDispose]();
  });

  /** Over a connection of its own, which ends. */
  const get = async (path: string): Promise<readonly [number | undefined, string]> => {
    const question = request({ port: served.port, path, agent: false }).end();
    const [response] = (await once(question, 'response')) as [IncomingMessage];
    let text = '';
    for await (const piece of response.setEncoding('utf8')) text += String(piece);
    return [response.statusCode, text];
  };

  it('is in the text format of Prometheus', async () => {
    const [status, text] = await get('/metrics');

    assert.equal(status, 200);
    for (const line of text.trimEnd().split('\n')) {
      assert.match(
        line,
        /^(# (HELP|TYPE) manyhands_\w+ .+|manyhands_\w+(\{host=".+"\})? -?\d+(\.\d+)?)$/,
      );
    }
    assert.match(text, /^manyhands_slots\{host="a \\"b\\""\} 2$/m);
    assert.match(text, /^manyhands_connected\{.*\} 1$/m);
    assert.match(text, /^manyhands_queue_chunks 0$/m);
  });

  it('says that it lives and takes no work yet, while it waits for its pool', async () => {
    hostOf = () => undefined;
    const answers = [await get('/healthz'), await get('/readyz'), await get('/metrics')];
    hostOf = () => host;

    assert.deepEqual(answers, [
      [200, 'ok\n'],
      [503, 'it has not begun\n'],
      [503, 'it has not begun\n'],
    ]);
  });

  it('says that it lives and takes work, until it leaves', async () => {
    const before = [await get('/healthz'), await get('/readyz')];

    await host.stop();

    assert.deepEqual(before, [
      [200, 'ok\n'],
      [200, 'ok\n'],
    ]);
    assert.equal((await get('/readyz'))[0], 503);
    assert.equal((await get('/healthz'))[0], 503);
    assert.match((await get('/metrics'))[1], /^manyhands_connected\{.*\} 0$/m);
  });

  it('knows no other page', async () => {
    assert.equal((await get('/'))[0], 404);
  });

  it('is refused at a place that is none', async () => {
    for (const place of ['', 'x', '70000', 'a:b']) {
      await assert.rejects(
        serveMetrics(() => host, place),
        /must be PORT or HOST:PORT/,
      );
    }
  });
});
