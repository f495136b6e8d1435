/** Ctrl-C reaches the whole process group: the program decides what it means, the workers stay silent. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ProgramEnd, runProgram } from '../program.ts';

const PROGRAM = new URL('./programs/ctrl-c.js', import.meta.url);
const ALARM = { timeout: 30_000 };

/** Runs the program at a terminal of its own and presses Ctrl-C each time one of `cues` has been said. */
async function pressAt(args: readonly string[], cues: readonly RegExp[]): Promise<ProgramEnd> {
  const left = [...cues];
  return await runProgram(PROGRAM, {
    args,
    detached: true,
    onOutput: (stdout, child) => {
      if (left[0]?.test(stdout) !== true || child.pid === undefined) return;
      left.shift();
      process.kill(-child.pid, 'SIGINT');
    },
  });
}

const BOTH_STARTED = /started\nstarted\n/;

describe('Ctrl-C', { skip: process.platform === 'win32' }, () => {
  for (const kind of ['process', 'thread'] as const) {
    it(`with a handler that terminates ends in one clean rejection: ${kind}`, ALARM, async () => {
      const end = await pressAt([kind, 'handled'], [BOTH_STARTED]);

      assert.deepEqual(end, {
        exitCode: 0,
        signal: null,
        stdout: 'started\nstarted\nending\nrejected ERR_POOL_TERMINATED ERR_POOL_TERMINATED\n',
        stderr: '',
      });
    });

    it(
      `without a handler ends the program at once, and its workers with it: ${kind}`,
      ALARM,
      async () => {
        const end = await pressAt([kind, 'unhandled'], [BOTH_STARTED]);

        assert.deepEqual(end, {
          exitCode: null,
          signal: 'SIGINT',
          stdout: 'started\nstarted\n',
          stderr: '',
        });
      },
    );

    it(
      `that the program ignores harms no worker, even one that is starting: ${kind}`,
      ALARM,
      async () => {
        const end = await pressAt([kind, 'ignored'], [/started\n/]);

        assert.deepEqual(end, {
          exitCode: 0,
          signal: null,
          stdout: 'started\nvalues 2 3 4 5 6 7\n',
          stderr: '',
        });
      },
    );
  }

  it('pressed twice ends a program whose workers will not end', ALARM, async () => {
    const end = await pressAt(['process', 'stubborn'], [BOTH_STARTED, /ending\n/]);

    assert.deepEqual(end.signal, 'SIGINT');
    assert.equal(end.stderr, '');
  });
});
