/** A real browser, headless: the system's Chromium, as Debian has it. */
import { existsSync } from 'node:fs';
import assert from 'node:assert/strict';
import { delimiter, join } from 'node:path';
import { after, before } from 'node:test';
import axe from 'axe-core';
import { type Dashboard, dashboard } from 'manyhands/dashboard';
import { type Browser, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const PATHS = (process.env['PATH'] ?? '').split(delimiter);
const FOUND: string | undefined =
  process.env['CHROMIUM'] ??
  PATHS.flatMap((path) => NAMES.map((name) => join(path, name))).find((file) => existsSync(file));

export const reasonToSkip: string | false =
  FOUND === undefined
    ? 'there is no chromium on the PATH (Debian: apt-get install chromium)'
    : false;

async function openBrowser(): Promise<Browser> {
  // Root, as in containers, cannot have the sandbox; what is opened is our own page.
  return await chromium.launch({ executablePath: FOUND ?? '', args: ['--no-sandbox'] });
}

/** A browser and a dashboard for all tests of a suite; called in it, and there when its tests run. */
export function boardInBrowser(): { readonly browser: Browser; readonly url: string } {
  let browser: Browser | undefined;
  let board: Dashboard | undefined;
  before(async () => {
    browser = await openBrowser();
    board = await dashboard({ quiet: true });
  });
  after(async () => {
    await browser?.close();
    await board?.close();
  });
  return {
    get browser() {
      return browser as Browser;
    },
    get url() {
      return (board as Dashboard).url;
    },
  };
}

export interface Look {
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
}

/** A page, and whatever went wrong in it: there must be nothing. */
export class OpenPage implements AsyncDisposable {
  readonly page: Page;
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => this.complaints.push(message.text()));
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  static async open(browser: Browser, url: string, look: Look = {}): Promise<OpenPage> {
    const { scheme = 'light', width = 1200 } = look;
    const viewport = { width, height: 900 };
    const page = await browser.newPage({ colorScheme: scheme, viewport });
    const opened = new OpenPage(page);
    await page.goto(url);
    await page.locator('#connection[data-state=live]').waitFor();
    return opened;
  }

  /** Chooses the pool of that name, if there are several, and waits until it is shown. */
  async choose(name: string): Promise<void> {
    const title = this.page.locator('.pool-head .title', { hasText: name });
    const tab = this.page.getByRole('tab', { name });
    await title.or(tab).first().waitFor();
    if (await tab.isVisible()) await tab.click();
    await title.waitFor();
  }

  /** Settles when the expression holds in the page. (`waitForFunction` needs `eval` there, which the page forbids.) */
  async until(expression: string): Promise<void> {
    const deadline = performance.now() + 20_000;
    while ((await this.page.evaluate(expression)) !== true) {
      if (performance.now() > deadline) throw new Error(`waited in vain for ${expression}`);
      await this.page.waitForTimeout(100);
    }
  }

  async assertAccessible(): Promise<void> {
    await this.page.evaluate(axe.source); // not as a script of the page, which its policy would refuse
    const violations: unknown = await this.page.evaluate(
      `axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
        id + ': ' + nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join('\\n')))`,
    );
    assert.deepEqual(violations, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.close();
    assert.deepEqual(this.complaints, []);
  }
}
