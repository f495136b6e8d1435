/** Who may see the dashboard, what it sends, and that it only watches. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { after, before, describe, it } from 'node:test';
import { OptionError } from 'manyhands';
import { type Dashboard, dashboard } from 'manyhands/dashboard';
import { failOnLeaks } from '../leaks.ts';
import { runProgram } from '../program.ts';
import { ask, Follower, tokenOf } from './board-client.ts';

const SHOWN = new URL('./programs/shown.js', import.meta.url);

describe('A dashboard', () => {
  let board: Dashboard;
  let token: string;
  before(async () => {
    board = await dashboard({ quiet: true });
    token = tokenOf(board.url);
  });
  after(() => board.close());

  it('is on this machine only, at a free port, with a token of 144 bits in its link', () => {
    assert.match(board.url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\/$/);
  });

  it('shows its page to whoever has the token, in the path or in the query', async () => {
    const inPath = await ask(board.url, `/${token}/`);
    const inQuery = await ask(board.url, `/?token=${token}`);

    assert.equal(inPath.status, 200);
    assert.match(inPath.body, /^<!doctype html>/);
    assert.deepEqual([inQuery.status, inQuery.headers.location], [302, `/${token}/`]);
  });

  it('has a page of three files, with no script, style or address in it that is not its own', async () => {
    const [page, style, script] = await Promise.all(
      ['', 'page.css', 'page.js'].map((file) => ask(board.url, `/${token}/${file}`)),
    );

    assert.match(style?.headers['content-type'] ?? '', /^text\/css/);
    assert.match(script?.headers['content-type'] ?? '', /^text\/javascript/);
    assert.doesNotMatch(page?.body ?? '', /<script>|<style>| style=| on\w+=|https?:/);
    assert.doesNotMatch(style?.body ?? '', /url\(|@import/);
    assert.doesNotMatch(
      script?.body ?? '',
      /innerHTML|outerHTML|insertAdjacentHTML|eval\(|Function\(/,
    );
  });

  for (const path of ['/', '/events', '/x/', '/?token=x', '/?token=', '/page.js', '//']) {
    it(`refuses whoever has no token: ${path}`, async () => {
      const { status, body } = await ask(board.url, path);

      assert.equal(status, 403);
      assert.doesNotMatch(body, /<|pools/);
    });
  }

  it('refuses a token that is not whole', async () => {
    const { status } = await ask(board.url, `/${token.slice(0, -1)}/events`);

    assert.equal(status, 403);
  });

  for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '10.0.0.7']) {
    it(`refuses a foreign host, token or not: '${host}'`, async () => {
      const { status } = await ask(board.url, `/${token}/`, { headers: { host } });

      assert.equal(status, 421);
    });
  }

  it('has no file but those of the page, however one asks for it', async () => {
    const paths = ['../package.json', '..%2fpackage.json', 'index.cjs', 'constructor', 'page.js/x'];
    const answers = await Promise.all(paths.map((path) => ask(board.url, `/${token}/${path}`)));

    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404, 404, 404, 404],
    );
  });

  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    it(`takes nothing: ${method} is refused`, async () => {
      const { status, headers } = await ask(board.url, `/${token}/events`, { method });

      assert.equal(status, 405);
      assert.equal(headers['access-control-allow-origin'], undefined);
    });
  }

  it('lets nothing into its page, and its page into no other', async () => {
    for (const path of [`/${token}/`, '/']) {
      const { headers } = await ask(board.url, path);

      const policy = String(headers['content-security-policy']);
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|\*/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['cache-control'], 'no-store');
    }
  });

  it('answers what is no URL, and goes on', async () => {
    const answers = await Promise.all(
      ['//:0:0//[', '/%', '/%00/?%'].map((path) => ask(board.url, path)),
    );

    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403, 403],
    );
    assert.equal((await ask(board.url, `/${token}/`)).status, 200);
  });

  it('sends events: what has been, and then a tick a second', async () => {
    using follower = new Follower(board.url);

    await follower.until('two ticks', () => follower.ticks.length >= 2);

    assert.match(follower.headers['content-type'] ?? '', /^text\/event-stream/);
    assert.equal(follower.hello?.program.pid, process.pid);
    const [first, second] = follower.ticks;
    assert.equal((first?.number ?? 0) + 1, second?.number);
  });
});

describe('The life of a dashboard', () => {
  failOnLeaks();

  it('ends with its close, which may be repeated; whoever follows is told', async () => {
    const board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    await follower.until('a hello', () => follower.hello);

    await board.close();
    await board.close();

    await follower.until('the end', () => follower.hasEnded);
    await assert.rejects(ask(board.url, '/'), { code: 'ECONNREFUSED' });
  });

  it('rejects if its port is taken, and listens to nothing then', async () => {
    await using board = await dashboard({ quiet: true });
    const port = Number(new URL(board.url).port);

    await assert.rejects(dashboard({ port, quiet: true }), { code: 'EADDRINUSE' });
  });

  for (const options of [
    { port: -1 },
    { port: 70_000 },
    { host: '' },
    { hots: 'x' },
    { quiet: 1 },
  ]) {
    it(`refuses ${JSON.stringify(options)}`, async () => {
      await assert.rejects(dashboard(options as object), OptionError);
    });
  }

  it('leaves the channels alone once it is closed', async () => {
    const board = await dashboard({ quiet: true });
    await board.close();
    const names = ['manyhands:worker', 'manyhands:failure', 'tracing:manyhands:call:start'];

    const listeners = names.map((name) => {
      const none = (): void => {};
      subscribe(name, none);
      return [unsubscribe(name, none), unsubscribe(name, none)];
    });

    assert.deepEqual(
      listeners,
      names.map(() => [true, false]),
    );
  });

  it('does not keep its program alive, and prints its link on stderr', async () => {
    const { exitCode, stdout, stderr } = await runProgram(SHOWN);

    assert.equal(exitCode, 0, stderr);
    assert.equal(stderr, `manyhands dashboard: ${stdout.trim()}\n`);
  });

  it('neither does it while somebody looks, who learns how it ended', async () => {
    const following: Follower[] = [];

    const { exitCode, stderr } = await runProgram(SHOWN, {
      args: ['waits'],
      onOutput: (stdout) => {
        if (following.length === 0) following.push(new Follower(stdout.trim()));
      },
    });

    assert.equal(exitCode, 0, stderr);
    const [follower] = following;
    await follower?.until('the end', () => follower.hasEnded);
    assert.equal(follower?.pool('last')?.totals.done, 3);
    follower?.[Symbol.dispose]();
  });
});
