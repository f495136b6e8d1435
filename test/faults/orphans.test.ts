/** Workers do not outlive their program, however it dies. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAlive, type ProgramOptions, runProgram } from '../program.ts';
import { until } from '../until.ts';

const PROGRAM = new URL('./programs/with-pool.js', import.meta.url);
const ALARM = { timeout: 30_000 };

/**
 * Runs the program until two of its tasks have started, and strikes. Settles when the last process that
 * could write to its stdout, every worker among them, has ended.
 */
async function strike(args: readonly string[], signal: NodeJS.Signals): Promise<number[]> {
  let isStruck = false;
  const onOutput: ProgramOptions['onOutput'] = (stdout, child) => {
    if (isStruck || stdout.split('started\n').length < 3) return;
    isStruck = true;
    child.kill(signal);
  };
  const end = await runProgram(PROGRAM, { args, onOutput });
  assert.equal(end.signal, signal);
  return [...end.stdout.matchAll(/^workers (.*)$/gm)].flatMap(([, pids = '']) =>
    pids.split(' ').map(Number),
  );
}

/** What has closed its descriptors is on its way out, and needs a moment more. */
async function gone(pids: readonly number[]): Promise<void> {
  await until('the workers to be gone', () => !pids.some(isAlive));
}

describe('When the program is killed', { skip: process.platform === 'win32' }, () => {
  for (const doing of ['idle', 'wait', 'loop', 'nested', 'call'] as const) {
    it(`its worker processes end, ${doing}`, ALARM, async () => {
      const pids = await strike(['process', doing], 'SIGKILL');

      assert.equal(pids.length, doing === 'nested' ? 4 : 2);
      await gone(pids);
    });

    it(`its worker processes end without setpriv as well, ${doing}`, ALARM, async () => {
      const pids = await strike(['process', doing, 'without-setpriv'], 'SIGKILL');

      await gone(pids);
    });

    it(`its worker threads end with it, ${doing}`, ALARM, async () => {
      const pids = await strike(['thread', doing], 'SIGKILL');

      await gone(pids);
    });
  }

  it('by SIGTERM its workers end as well', ALARM, async () => {
    const pids = await strike(['process', 'loop'], 'SIGTERM');

    await gone(pids);
  });
});
