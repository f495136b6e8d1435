/** The commands of an operator, against a real server and a host in this program. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type ClusterHost, ClusterPool, startHost } from 'manyhands/cluster';
import { drain, hosts } from '#dist/cluster/commands/hosts.js';
import { cancel, jobs, retry } from '#dist/cluster/commands/jobs.js';
import { purge } from '#dist/cluster/commands/purge.js';
import { WORKER_HELP } from '#dist/cluster/commands/worker.js';
import { NatsEngine } from '#dist/cluster/engine/nats/nats-engine.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { Signer } from '#dist/cluster/signing/signer.js';
import { freePort, NatsServer, reasonToSkip } from '../nats-server.ts';

const KEY = 'a secret of the tests';

describe('The commands of a cluster', { skip: reasonToSkip(), timeout: 120_000 }, () => {
  let server: NatsServer;
  let host: ClusterHost;
  let pool: ClusterPool;
  let monitoring = 0;
  const keyBefore = process.env['MANYHANDS_KEY'];

  before(async () => {
    process.env['MANYHANDS_KEY'] = KEY;
    monitoring = await freePort();
    server = await NatsServer.start({ config: () => `http: "127.0.0.1:${monitoring}"` });
    const connection = { server: server.url, key: KEY };
    pool = new ClusterPool(connection); // makes the pool: a host only waits for it
    const starting = startHost({ ...connection, workers: 1, name: 'web-1', log: () => {} });
    [host] = await Promise.all([starting, pool.ready()]);
  });
  after(async () => {
    if (keyBefore === undefined) delete process.env['MANYHANDS_KEY'];
    else process.env['MANYHANDS_KEY'] = keyBefore;
    await pool?.terminate();
    await host?.kill();
    await server?.[Symbol.asyncDispose]();
  });

  /** What a command prints. */
  async function said(
    test: TestContext,
    command: (argv: readonly string[]) => Promise<void>,
    ...argv: readonly string[]
  ): Promise<string> {
    const lines: string[] = [];
    const log = test.mock.method(console, 'log', (line: string) => lines.push(line));
    await command(['--server', server.url, ...argv]);
    log.mock.restore();
    return lines.join('\n');
  }

  it('show the hosts, and all that these say of themselves as JSON', async (test) => {
    await pool.map((x: number) => x, [1, 2, 3]);

    const table = await said(test, hosts);
    const [info, ...more] = JSON.parse(await said(test, hosts, '--json')) as ClusterHost['info'][];

    assert.match(table, /^HOST .*\nweb-1 +0\/1 /);
    assert.deepEqual([info?.name, info?.slots, info?.counts?.items, more], ['web-1', 1, 3, []]);
  });

  it('show detached jobs with their rate, and take one away', async (test) => {
    const id = await pool.submit((x: number) => x, [1, 2, 3], { chunkSize: 1 });

    const all = JSON.parse(await said(test, jobs, '--json')) as Record<string, unknown>[];
    const failed = await said(test, jobs, '--failed');
    const retried = await said(test, retry, id);
    const cancelled = await said(test, cancel, id);

    const job = all.find((one) => one['job'] === id);
    assert.deepEqual([job?.['items'], job?.['chunks']], [3, 3]);
    assert.equal(typeof job?.['chunksPerSecond'], 'number');
    assert.equal(failed, 'no detached job has chunks that hosts have given up');
    assert.match(retried, /^0 chunks of job/);
    assert.match(cancelled, /is cancelled/);
    assert.doesNotMatch(await said(test, jobs), new RegExp(id));
  });

  it('purge what strangers have put there, and nothing else', async (test) => {
    const place = { server: server.url, pool: 'default', role: 'submitter' } as const;
    await using engine = await NatsEngine.open(place);
    const stranger = new Signer(sharedKeys(['another secret entirely']), 'default');
    await using other = new ClusterPool({ server: server.url, key: KEY });
    const id = await other.submit((x: number) => x, [1, 2], { on: { gpu: true }, chunkSize: 1 });
    const put = async (index: number, headers: Record<string, string>, queue?: string) =>
      await engine.chunks.publish({
        ...{ job: 'garbage', index, id: `g.${index}`, queue, headers, body: new Uint8Array(5) },
      });
    await put(0, stranger.sign('chunk', {}, new Uint8Array(5)).headers, 'nobody');
    await put(1, {}, 'nobody');
    await engine.store.put('garbage', 'x', new Uint8Array(9));
    await engine.results.append('garbage', { id: '1', headers: {}, body: new Uint8Array(9) });

    const shown = await said(test, purge);
    const before = await engine.chunks.waiting();
    const gone = await said(test, purge, '--force');
    const after = await engine.chunks.waiting();
    const again = await said(test, purge);

    assert.match(
      shown,
      /^1 chunks: .* is signed with key .*\n1 chunks: .*\nstore and results of 1 jobs/,
    );
    assert.match(shown, /nothing was taken away: give --force/);
    assert.match(gone, /all of it is gone$/);
    assert.deepEqual(
      [before.get('garbage'), after.get('garbage'), after.get(id)],
      [2, undefined, 2],
    );
    assert.equal(again, 'there is nothing of strangers');
    await pool.cancel(id);
  });

  it('are what the manifests in deploy/ ask for, and so are the probes and what KEDA reads', async () => {
    const manifest = deployed('kubernetes.yaml');
    const flags = Array.from(
      `${manifest}${deployed('Dockerfile')}`.matchAll(/--[a-z-]+(?=[=" ])/g),
      ([flag]) => flag,
    );
    const ours = flags.filter((flag) => !['--init', '--from-file', '--global'].includes(flag));
    const paths = Array.from(manifest.matchAll(/path: (\/[a-z]+)/g), ([, path]) => path);
    const read = (name: string): string => new RegExp(` ${name}: (.*)`).exec(manifest)?.[1] ?? '';

    const keda = `http://127.0.0.1:${monitoring}/jsz?acc=${read('account')}&consumers=true&config=true`;
    const seen = (await (await fetch(keda)).json()) as Monitoring;

    assert.ok(ours.length >= 5);
    assert.deepEqual(
      ours.filter((flag) => !WORKER_HELP.includes(flag)),
      [],
    );
    assert.deepEqual(paths, ['/healthz', '/readyz']); // as metrics-server.test has them
    const streams = seen.account_details.flatMap(({ stream_detail }) => stream_detail);
    const stream = streams.find(({ name }) => name === read('stream'));
    const consumer = stream?.consumer_detail.find(({ name }) => name === read('consumer'));
    assert.equal(consumer?.num_pending, 0);
  });

  it('say why answers do not count, once for all of the same', async (test) => {
    const lines: string[] = [];
    test.mock.method(console, 'error', (line: string) => lines.push(line));
    process.env['MANYHANDS_KEY'] = 'another secret entirely';

    const nobody = await said(test, hosts);
    process.env['MANYHANDS_KEY'] = KEY;

    assert.equal(nobody, 'no host is there');
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? '',
      /^1 more answered, of no use to this command: .* is signed with key/,
    );
  });

  it('have a host leave that finishes what it runs', async (test) => {
    const result = pool.applyAsync(async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return 'finished';
    });
    while (host.info.busy === 0) await new Promise((resolve) => setTimeout(resolve, 10));

    const leaves = await said(test, drain, 'web-1', '--wait');
    await host.ended();

    assert.match(leaves, /^host web-1 leaves; it runs \d chunks$/);
    assert.equal(await result.get(), 'finished');
    await assert.rejects(drain(['--server', server.url, 'web-1']), /no host 'web-1' is there/);
  });
});

interface Monitoring {
  readonly account_details: readonly {
    readonly stream_detail: readonly {
      readonly name: string;
      readonly consumer_detail: readonly { readonly name: string; readonly num_pending: number }[];
    }[];
  }[];
}

function deployed(file: string): string {
  return readFileSync(new URL(`../../../../deploy/${file}`, import.meta.url), 'utf8');
}
