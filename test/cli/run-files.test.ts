/** What is opened is closed again where the rest cannot be: Node 26 ends a program that forgets an open file. */
import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Checkpoint, type SavedState } from '#dist/cli/checkpoint.js';
import { openRunFiles } from '#dist/cli/run-files.js';
import type { MapSettings } from '#dist/cli/settings.js';
import { Workspace } from './command.ts';

const FINGERPRINT = { input: 'the same' };
const STATE: SavedState = {
  ...{ done: [], failed: 0, invalid: 0, output: 14, errors: 0, joblog: 0, memory: {} as never },
  isComplete: false,
};

/** The files under `folder` that this program has open. */
function openIn(folder: string): string[] {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // that of the listing itself
    }
  });
  return links.filter((path) => path.startsWith(folder));
}

describe('The files of a run', { skip: process.platform !== 'linux' && 'looks into /proc' }, () => {
  const settingsIn = (space: Workspace, own: Partial<MapSettings>): MapSettings =>
    ({ checkpoint: space.path('c'), outputFormat: 'ndjson', ...own }) as MapSettings;

  it('are all closed where the output that a checkpoint counts on is gone', async () => {
    using space = new Workspace();
    const { checkpoint } = await Checkpoint.open(space.path('c'), FINGERPRINT);
    await checkpoint.save(STATE);
    await checkpoint.close();

    const opening = openRunFiles(settingsIn(space, { output: space.path('out') }), FINGERPRINT);

    await assert.rejects(opening, /is gone, but the checkpoint counts on 14 bytes/);
    assert.deepEqual(openIn(space.path('')), []);
  });

  it('are all closed where what failed cannot be read again', async () => {
    using space = new Workspace();
    const { checkpoint } = await Checkpoint.open(space.path('c'), FINGERPRINT);
    await checkpoint.save({ ...STATE, output: 0 });
    await checkpoint.close();
    const own = { resumeFailed: true as const, errors: space.path('no-errors') };

    const opening = openRunFiles(settingsIn(space, own), FINGERPRINT);

    await assert.rejects(opening, /cannot read .*no-errors, for --resume-failed/);
    assert.deepEqual(openIn(space.path('')), []);
  });

  it('are all closed where one of them cannot be opened', async () => {
    using space = new Workspace();
    const own = { output: space.path('out'), errors: space.path('no/errors') };

    await assert.rejects(openRunFiles(settingsIn(space, own), FINGERPRINT), /no.errors/);

    assert.deepEqual(openIn(space.path('')), []);
  });
});
