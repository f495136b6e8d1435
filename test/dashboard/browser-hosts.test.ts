/** A cluster's hosts on the page, in a real browser. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClusterPool, type HostInfo } from 'manyhands/cluster';
import type { Locator } from 'playwright-core';
import { encodeHostInfo } from '#dist/cluster/messages/host-info.js';
import { HostProgram } from '../cluster/host-program.ts';
import { hostInfo } from '../cluster/hosts.ts';
import { MemoryCluster, newSigner } from '../cluster/memory-cluster.ts';
import { NatsServer, reasonToSkip as whyNoServer } from '../cluster/nats-server.ts';
import { boardInBrowser, OpenPage, reasonToSkip as whyNoBrowser } from './chromium.ts';
import * as tasks from './tasks.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';
const KEY = 'a secret of the tests';

describe('Hosts on the page of the dashboard', { skip: whyNoBrowser }, () => {
  const here = boardInBrowser();

  it('are those of the cluster; one that is killed is gone, and so are its workers', {
    skip: whyNoServer(),
  }, async () => {
    await using server = await NatsServer.start();
    const place = { server: server.url, pool: 'seen', key: KEY };
    await using pool = new ClusterPool({ ...place, name: 'real' });
    await using one = new HostProgram({ ...place, name: 'web-1' });
    await using two = new HostProgram({ ...place, name: HOSTILE });
    await Promise.all([one.ready(), two.ready(), pool.ready()]);
    const stop = new AbortController();
    const running = read(pool.imap(tasks.pause, endless(stop.signal), { bufferSize: 20 }));
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('real');
    const [first, second] = [row(opened, 'web-1'), row(opened, HOSTILE)];
    await first.getByText('takes work').waitFor();
    await second.getByText('takes work').waitFor();
    await first.getByText(/^\d+(\.\d)?\/s$/).waitFor();
    const before = await first.innerText();
    const lanes = opened.page.locator('.lanes li:not([data-state=dead])');
    await opened.until(
      `document.querySelectorAll('.lanes li:not([data-state=dead])').length === 4`,
    );
    await opened.assertAccessible();

    await two.kill();

    await second.getByText(/gone for \d+s/).waitFor({ timeout: 20_000 });
    await opened.page.locator('.lanes li[data-state=dead]').first().waitFor();
    assert.equal(await lanes.count(), 2);
    assert.match(
      before,
      /^web-1 \(pid \d+\)\s+takes work\s+[0-2] of 2\s+\S+\/\S+\s+\d+\.\d+\.\d+\s+\d+s$/,
    );
    assert.match(await first.innerText(), /takes work/);
    assert.equal(await opened.page.locator('img').count(), 0);
    await opened.assertAccessible();
    stop.abort();
    await pool.terminate();
    await running;
  });

  it('say why they take nothing, and what stands out is said above', async () => {
    await using cluster = new MemoryCluster();
    await using pool = await poolWith(cluster, 'made-up', HOSTS);
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('made-up');

    await row(opened, 'busy').getByText('3 of 4').waitFor();
    const texts = await opened.page.locator('.wide tbody tr').allInnerTexts();
    const finding = opened.page
      .locator('.findings')
      .getByText(/^Host lame \(pid 1\) takes nothing/);
    await finding.waitFor();

    assert.equal(pool.hosts.length, 5);
    assert.match(texts[0] ?? '', new RegExp(`^${'a'.repeat(99)}…`));
    assert.match(texts[1] ?? '', /busy[^]*takes work[^]*12\/s[^]*gpu, <b>zone<\/b>=b[^]*7\.8\.9/);
    assert.match(texts[2] ?? '', /going[^]*leaves[^]*0 of 0/);
    assert.match(texts[3] ?? '', /lame[^]*in quarantine for \d/);
    assert.match(texts[4] ?? '', /young[^]*waits for its pool/);
    await opened.assertAccessible();
  });

  it('fit 400 pixels, in both colours', async () => {
    await using cluster = new MemoryCluster();
    await using pool = await poolWith(cluster, 'narrow-hosts', HOSTS);
    for (const scheme of ['light', 'dark'] as const) {
      await using opened = await OpenPage.open(here.browser, here.url, { width: 400, scheme });
      await opened.choose('narrow-hosts');
      await row(opened, 'busy').waitFor();

      assert.equal(await opened.page.evaluate('document.documentElement.scrollWidth'), 400);
      await opened.assertAccessible();
    }
    assert.equal(pool.hosts.length, 5);
  });

  it('have no column in which nothing stands', async () => {
    await using cluster = new MemoryCluster();
    await using pool = await poolWith(cluster, 'plain', [hostInfo('web-1', 2)]);
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('plain');
    await row(opened, 'web-1').waitFor();

    const heads = await opened.page.locator('.wide th:visible').allInnerTexts();

    assert.deepEqual(heads, ['host', 'state', 'runs', 'rate', 'version', 'up']);
    assert.equal(await opened.page.locator('.wide td:visible').count(), heads.length);
    assert.equal(pool.hosts.length, 1);
  });
});

const COUNTS = { chunks: 9, items: 90, itemsPerSecond: 12, failures: 4 };
const HOSTS: readonly HostInfo[] = [
  hostInfo('a'.repeat(150), 1),
  {
    ...{ ...hostInfo('busy', 4), busy: 3, counts: COUNTS, version: '7.8.9' },
    labels: { gpu: true, '<b>zone</b>': 'b' },
  },
  hostInfo('going', 0),
  { ...hostInfo('lame', 0), counts: COUNTS, quarantinedUntilMs: Date.now() + 3_600_000 },
  { ...hostInfo('young', 0), workers: [] },
];

/** A pool whose hosts are those, but that they run nothing. */
async function poolWith(
  cluster: MemoryCluster,
  name: string,
  hosts: readonly HostInfo[],
): Promise<ClusterPool> {
  for (const info of hosts)
    await cluster.host.presence.announce(() => newSigner().sign('host', {}, encodeHostInfo(info)));
  const engine = async () => cluster.submitter;
  const pool = new ClusterPool({ engine, key: KEY, pool: 'test', name });
  await pool.ready();
  return pool;
}

function row(opened: OpenPage, name: string): Locator {
  return opened.page.locator('.wide tbody tr', { hasText: name });
}

function* endless(signal: AbortSignal): Generator<number> {
  for (let x = 0; !signal.aborted; x += 1) yield x;
}

/** To its end, or to that of its pool. */
async function read(results: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of results);
  } catch (error) {
    assert.equal((error as Error).name, 'PoolTerminatedError');
  }
}
