import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toSettings, withPort } from '#dist/cli/map-command.js';
import { Follower } from '../dashboard/board-client.ts';
import { failOnLeaks } from '../leaks.ts';
import { TASKS, Workspace } from './command.ts';

describe('--dashboard', () => {
  failOnLeaks();

  it('shows the run, to whoever has the link on stderr, up to its end', async () => {
    using space = new Workspace();
    const records = Array.from({ length: 40 }, (_, id) => JSON.stringify({ id }));
    space.write('in.ndjson', `${records.join('\n')}\n`);
    const following: Follower[] = [];

    // What comes behind it is the module, and no port.
    const args = ['map', '--dashboard', `${TASKS}#wait`, 'in.ndjson', '-j', '1', '--quiet'];
    const end = await space.start(args, {
      onStderr: (stderr) => {
        const [url] = /http:\S+/.exec(stderr) ?? [];
        if (url !== undefined && following.length === 0) following.push(new Follower(url));
      },
    });

    assert.equal(end.exitCode, 0, end.stderr);
    assert.match(end.stderr, /^manyhands dashboard: http:\/\/127\.0\.0\.1:\d+\/[\w-]+\/\n$/);
    const [follower] = following;
    await follower?.until('the end', () => follower.hasEnded);
    const [pool] = follower?.ticks.at(-1)?.pools ?? [];
    assert.equal(pool?.totals.done, 40);
    follower?.[Symbol.dispose]();
  });

  it('is an error if its port cannot be had', async () => {
    using space = new Workspace();
    space.write('in.ndjson', '{}\n');

    for (const port of ['70000', 'x', '-1']) {
      const end = await space.run(['map', `--dashboard=${port}`, `${TASKS}#echo`, 'in.ndjson']);

      assert.equal(end.exitCode, 2);
      assert.match(end.stderr, /--dashboard must be/);
    }
  });

  it('has any port, unless one is given behind =', () => {
    const args = withPort(['map', '--dashboard', 'x.js', '--', '--dashboard']);

    assert.deepEqual(args, ['map', '--dashboard=0', 'x.js', '--', '--dashboard']);
    assert.equal(toSettings(TASKS, [], { dashboard: '8080' }).dashboardPort, 8080);
    assert.equal(toSettings(TASKS, [], {}).dashboardPort, undefined);
  });

  it('is in the help as it is written', async () => {
    using space = new Workspace();

    const { stdout } = await space.run(['map', '--help']);

    assert.match(stdout, /--dashboard\[=port\] +a page in the browser/);
  });
});
