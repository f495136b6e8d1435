/** How long objects stay in the table of their home. Needs `--expose-gc`, so it is a program of its own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from '../program.ts';

describe('an object that was sent', { timeout: 60_000 }, () => {
  it('is given up when nobody has it any more, and not before', async () => {
    const end = await runProgram(new URL('./programs/collects.js', import.meta.url), {
      execArgv: ['--expose-gc'],
    });

    assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, 'kept\ngone\n', '']);
  });
});
