/** The settings that need nothing but the Node that runs the tests; `matrix.ts` runs all of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runSetting } from './run-setting.js';
import { settings } from './settings.js';

const major = Number(process.versions.node.split('.')[0]);

describe('Functions of every kind reach processes and threads in every setting', () => {
  for (const setting of settings.filter(({ tools }) => tools === undefined)) {
    const isTooOld = major < (setting.since ?? 0);
    it(setting.name, { skip: isTooOld && `needs Node ${setting.since}` }, async () => {
      const verdict = await runSetting(setting, process.execPath);

      assert.ok(verdict.ok, verdict.output);
    });
  }
});
