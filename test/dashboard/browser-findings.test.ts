/** What somebody finds who looks at the page alone, in a real browser. A stuck task, a leak, a slow source: browser.test.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool, ThreadPool } from 'manyhands';
import { boardInBrowser, OpenPage, reasonToSkip } from './chromium.ts';
import * as tasks from './tasks.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('On the page of the dashboard one finds', { skip: reasonToSkip }, () => {
  const here = boardInBrowser();

  it('a poison item: which it is, of what its worker died, and each if there are several', async () => {
    await using pool = new Pool({ workers: 2, name: 'poisoned' });
    await Promise.allSettled([
      pool.map(tasks.exitAtFour, range(10), { chunkSize: 1 }),
      pool.map(tasks.exitAtTwo, range(5), { chunkSize: 1 }),
    ]);
    await pool.map(tasks.double, range(10));
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('poisoned');

    const findings = opened.page.locator('.findings');
    await findings.getByText('exitAtFour lost an item with its worker: item 4.').waitFor();
    await findings.getByText('exitAtTwo lost an item with its worker: item 2.').waitFor();

    assert.match(await findings.innerText(), /exit code 7[^]*exit code 7/);
    const ended = opened.page.locator('.lanes li[data-state=dead]').first();
    assert.match(await ended.innerText(), /ended: exit code 7/);
    assert.match(await opened.page.locator('.tables').innerText(), /lost\s+2/);
    await opened.assertAccessible();
  });

  it('the one item behind which the others wait, where results come in order', async () => {
    await using pool = new ThreadPool({ workers: 3, name: 'ordered', killGrace: 50 });
    const results = pool.imap(tasks.stayAtFive, range(1000), { bufferSize: 6 });
    const reading = (async () => {
      for await (const _ of results);
    })().catch((error: unknown) => error);
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('ordered');

    const finding = opened.page.locator('.findings').getByText(/^The workers wait for item 5 of/);
    await finding.waitFor();

    assert.match(await finding.innerText(), /of imap stayAtFive, behind which its bufferSize is/);
    await opened.assertAccessible();
    await pool.terminate();
    assert.match(String(await reading), /PoolTerminatedError/);
  });
});
