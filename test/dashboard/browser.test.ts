/** The page, in a real browser: what somebody sees of pools that do all kinds of things. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool, ThreadPool } from 'manyhands';
import { dashboard } from 'manyhands/dashboard';
import { Follower } from './board-client.ts';
import { boardInBrowser, OpenPage, reasonToSkip } from './chromium.ts';
import * as tasks from './tasks.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const HOSTILE = '<img src=x onerror=alert(1)>';

async function drain(results: AsyncIterator<unknown>): Promise<void> {
  for (let isOver = false; !isOver; ) {
    isOver = await results.next().then(
      ({ done }) => done === true,
      (error: unknown) => error instanceof Error && error.name === 'PoolTerminatedError',
    );
  }
}

describe('The page of the dashboard', { skip: reasonToSkip }, () => {
  const here = boardInBrowser();

  it('says that there is no pool yet, and shows the first as soon as it is there', async () => {
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.page.getByText('No pool yet').waitFor();
    await opened.assertAccessible();

    await using pool = new ThreadPool({ workers: 1, name: 'first' });
    await pool.apply(tasks.double, [1]);

    await opened.choose('first');
    assert.equal(await opened.page.locator('.lanes li').count(), 1);
  });

  it('has bars that move: of a call, of each worker, and in the charts', async () => {
    await using pool = new ThreadPool({ workers: 2, name: 'moving', killGrace: 50 });
    const running = drain(pool.imap(tasks.pause, range(2000), { bufferSize: 10 }));
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('moving');
    const value = `Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow'))`;
    const paths = `[...document.querySelectorAll('.lanes li:first-child path, figure path')].map((p) => p.getAttribute('d')).join()`;
    await opened.until(`${value} >= 1`);
    const [first, before1] = [await opened.page.evaluate(value), await opened.page.evaluate(paths)];

    await opened.until(`${value} > ${Number(first)}`);

    assert.notEqual(await opened.page.evaluate(paths), before1);
    assert.match(
      await opened.page.locator('.calls li').first().innerText(),
      /imap pause[^]*of 2,000 · .*\/s · .* left/,
    );
    await pool.terminate();
    await running;
  });

  it('shows a worker that was killed, and the one that came for it', async () => {
    await using pool = new Pool({ workers: 1, name: 'killed', killGrace: 50 });
    const held = pool.apply(tasks.stay).catch(() => {});
    await pool.ready();
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('killed');
    await opened.page.locator('.lanes .now', { hasText: 'stay · item 0' }).waitFor();

    process.kill(pool.workers[0]?.pid ?? 0, 'SIGKILL');

    const dead = opened.page.locator('.lanes li[data-state=dead]');
    await dead.getByText('ended: signal SIGKILL').waitFor();
    await opened.page.locator('.findings').getByText('stay lost an item with its worker').waitFor();
    await opened.page.locator('.lanes li:not([data-state=dead])').first().waitFor();
    await held;
  });

  it('shows a task that is stuck', async () => {
    await using pool = new Pool({ workers: 2, name: 'stuck', killGrace: 50 });
    await pool.map(tasks.double, range(100));
    const held = pool.apply(tasks.stay).catch(() => {});
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('stuck');

    await opened.page
      .locator('.findings')
      .getByText(/has been running stay, item 0, for/)
      .waitFor();

    assert.match(
      await opened.page.locator('li[data-alarm=stuck]').innerText(),
      /⚠ stay · item 0 · \d/,
    );
    await opened.assertAccessible();
    await pool.terminate();
    await held;
  });

  it('shows which worker leaks', async () => {
    await using pool = new Pool({ workers: 2, name: 'leak', killGrace: 50 });
    const running = drain(pool.imap(tasks.leakInOne, range(20_000), { bufferSize: 4 }));
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('leak');

    const finding = opened.page.locator('.findings').getByText(/memory of worker \d grows/);
    await finding.waitFor({ timeout: 60_000 });

    const [, id = ''] = /worker (\d)/.exec(await finding.innerText()) ?? [];
    const marked = opened.page.locator('.lanes li[data-alarm=leak]');
    assert.equal(await marked.count(), 1);
    assert.match(await marked.innerText(), new RegExp(`\\b${id}\\b`));
    await opened.assertAccessible();
    await pool.terminate();
    await running;
  });

  it('shows what the workers wait for: a slow source', async () => {
    await using pool = new Pool({ workers: 2, name: 'slow', killGrace: 50 });
    const source = async function* (): AsyncGenerator<number> {
      for (let x = 0; ; x += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        yield x;
      }
    };
    const running = drain(pool.imap(tasks.double, source()));
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('slow');

    await opened.page
      .locator('.findings')
      .getByText('The workers wait for the source of imap double')
      .waitFor({ timeout: 60_000 });

    await opened.assertAccessible();
    await pool.terminate();
    await running;
  });

  it('opens an error to its stack, by the keyboard, and it stays open', async () => {
    await using pool = new ThreadPool({ workers: 1, name: 'errors' });
    await drain(pool.imap(tasks.refuse, range(12)));
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('errors');
    const summary = opened.page.locator('summary');
    assert.match(await summary.innerText(), /12×[^]*RangeError not \d+[^]*refuse · item 0, 1, 2/);

    await summary.focus();
    await opened.page.keyboard.press('Enter');
    await opened.page.locator('pre').getByText('at refuse').waitFor();
    const title = await opened.page.locator('#program').innerText();
    await opened.until(`document.getElementById('program').innerText !== ${JSON.stringify(title)}`);

    assert.ok(await opened.page.locator('pre').isVisible());
    await opened.assertAccessible();
  });

  it('keeps the latest kinds of errors, though each message is another', async () => {
    await using pool = new ThreadPool({ workers: 1, name: 'kinds' });
    await using opened = await OpenPage.open(here.browser, here.url);
    const kinds = opened.page.locator('details');
    for (const first of [0, 60, 120]) {
      const items = range(60).map((at) => first + at);
      await drain(pool.imap(tasks.refuseAtLength, items));
      await opened.choose('kinds');
      await kinds
        .filter({ hasText: `${'ab'.repeat(first + 59)} long` })
        .first()
        .waitFor();
    }

    assert.equal(await kinds.count(), 50);
  });

  it('takes names and messages for text, whatever is in them', async () => {
    await using pool = new ThreadPool({ workers: 1, name: HOSTILE });
    await drain(pool.imap(tasks.hostile, [HOSTILE, '</script><script>alert(1)</script>']));
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose(HOSTILE);
    await opened.page.locator('details').first().waitFor();
    for (const summary of await opened.page.locator('summary').all()) await summary.click();
    await opened.page.locator('summary', { hasText: HOSTILE }).first().waitFor();
    await opened.page.locator('.calls', { hasText: 'imap' }).waitFor(); // which the next message brings

    assert.equal(await opened.page.locator('img, body script, iframe, a').count(), 0);
    assert.match(
      await opened.page.locator('.calls').innerText(),
      /imap <img src=x onerror=alert\(1\)>/,
    );
  });

  it('fits 400 pixels, whatever it shows', async () => {
    await using pool = new ThreadPool({ workers: 3, name: 'narrow'.repeat(20) });
    await drain(pool.imap(tasks.refuseAtLength, range(5)));
    await using opened = await OpenPage.open(here.browser, here.url, { width: 400 });
    await opened.choose('narrow');
    await opened.page.locator('details').first().waitFor();
    for (const summary of await opened.page.locator('summary').all()) await summary.click();

    assert.equal(await opened.page.evaluate('document.documentElement.scrollWidth'), 400);
    await opened.assertAccessible();
  });

  it('is dark where that is wanted, and legible in both', async () => {
    await using pool = new ThreadPool({ workers: 2, name: 'colours' });
    await drain(pool.imap(tasks.refuse, range(5)));
    const backgrounds: unknown[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      await using opened = await OpenPage.open(here.browser, here.url, { scheme });
      await opened.choose('colours');
      backgrounds.push(
        await opened.page.evaluate('getComputedStyle(document.body).backgroundColor'),
      );
      await opened.assertAccessible();
    }

    assert.deepEqual(backgrounds, ['rgb(244, 245, 247)', 'rgb(14, 17, 22)']);
  });

  it('can be used with the keyboard alone: pools, span, charts', async () => {
    await using one = new ThreadPool({ workers: 1, name: 'one' });
    await using two = new ThreadPool({ workers: 1, name: 'two' });
    await Promise.all([one.map(tasks.double, [1]), two.map(tasks.double, [1, 2])]);
    await using opened = await OpenPage.open(here.browser, here.url);
    const { page } = opened;
    await opened.choose('one#');

    await page.getByRole('tab', { name: 'one#' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.pool-head .title', { hasText: 'two#' }).waitFor();
    await page.locator('#span input').first().focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('#span input:checked').getAttribute('value'), '600');
    await page.locator('.plot').first().focus();
    await page.keyboard.press('ArrowLeft');
    await page.locator('.when', { hasText: 'ago' }).first().waitFor();
    await page.keyboard.press('Escape');

    await opened.until(`document.querySelector('.when').textContent === ''`);
  });

  it('shows 64 workers, each on a lane of its own', async () => {
    await using pool = new ThreadPool({ workers: 64, name: 'crowd' });
    await pool.map(tasks.pause, range(640), { chunkSize: 1 });
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('crowd');

    await opened.until(`document.querySelectorAll('.lanes li').length === 64`);

    await opened.assertAccessible();
  });

  it('is as large after a million tasks as before them', async () => {
    await using pool = new Pool({ workers: 2, name: 'million' });
    await pool.map(tasks.double, range(10));
    await using opened = await OpenPage.open(here.browser, here.url);
    await opened.choose('million');
    const nodes = `document.querySelectorAll('.pool *').length`;
    const few = Number(await opened.page.evaluate(nodes));

    await pool.map(tasks.double, range(1_000_000));
    await opened.page.locator('.calls').getByText('1,000,000 of 1,000,000').waitFor();

    assert.ok(Number(await opened.page.evaluate(nodes)) < few + 60);
  });

  it('comes back by itself when it was refused because too many pages were open', async () => {
    await using own = await dashboard({ quiet: true });
    const others = Array.from({ length: 16 }, () => new Follower(own.url));
    for (const other of others) await other.until('a hello', () => other.hello);
    const page = await here.browser.newPage();
    await page.goto(own.url);
    await page.locator('#connection[data-state=interrupted]').waitFor();

    for (const other of others) other[Symbol.dispose]();

    await page.locator('#connection[data-state=live]').waitFor();
    await page.close();
  });

  it('says that the program has ended, and keeps what it shows', async () => {
    await using pool = new ThreadPool({ workers: 1, name: 'kept' });
    await pool.map(tasks.double, range(10));
    const own = await dashboard({ quiet: true });
    await using opened = await OpenPage.open(here.browser, own.url);
    await opened.choose('kept');

    await own.close();

    await opened.page.getByText('the program has ended').waitFor();
    assert.ok(await opened.page.locator('.pool-head .title', { hasText: 'kept' }).isVisible());
  });
});
