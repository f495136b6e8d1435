/** Tasks that block in native code, where nobody hears a request to end; a thread there cannot even be killed. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Stage } from '../conformance/stage.ts';
import { childPids } from '../leaks.ts';
import { isAlive } from '../program.ts';
import { until } from '../until.ts';
import { assertWhole, overBoth } from './over-both.ts';

/** Reads a pipe that nobody writes to. */
function readForEver(log: string, pipe: string): void {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, 'reading\n');
  fs.readFileSync(pipe);
}

/** Waits for memory that nobody changes. */
function waitForEver(log: string): void {
  process.getBuiltinModule('node:fs').appendFileSync(log, 'waiting\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function sleepForLong(log: string): void {
  process.getBuiltinModule('node:fs').appendFileSync(log, 'sleeping\n');
  process.getBuiltinModule('node:child_process').execFileSync('sleep', ['600']);
}

/** A pipe with a name; opening it lets go of whoever reads it. */
function makePipe(stage: Stage): string {
  const pipe = stage.gateNamed('pipe');
  execFileSync('mkfifo', [pipe]);
  return pipe;
}

overBoth('A task that blocks', (subject) => {
  subject.it('in Atomics.wait is ended by its timeout', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, killGrace: 1 });

    await assert.rejects(pool.apply(waitForEver, [stage.log], { timeout: 50 }), {
      code: 'ERR_POOL_TASK_TIMEOUT',
    });

    await assertWhole(pool);
  });

  subject.it('in the reading of a pipe fails at its timeout, and the next task runs', async () => {
    using stage = new Stage();
    const pipe = makePipe(stage);
    const pool = subject.pool({ workers: 1, killGrace: 1 });

    await assert.rejects(pool.apply(readForEver, [stage.log, pipe], { timeout: 50 }), {
      code: 'ERR_POOL_TASK_TIMEOUT',
    });

    await assertWhole(pool);
    await pool.terminate();
    if (subject.kind === 'thread') writeFileSync(pipe, ''); // the thread is still there, and now ends
  });

  subject.it('in a program that it has started does not hold up terminate()', async () => {
    using stage = new Stage();
    const before = childPids();
    const pool = subject.pool({ workers: 1, killGrace: 1 });
    const result = pool.applyAsync(sleepForLong, [stage.log]);
    await stage.reaches(1);

    await pool.terminate();

    await assert.rejects(result.get(), { code: 'ERR_POOL_TERMINATED' });
    assert.deepEqual(pool.workers, []);
    // A thread's program is a child of ours, and the thread ends with it.
    const left = childPids().filter((pid) => !before.includes(pid));
    for (const pid of left) process.kill(pid, 'SIGKILL');
    await until('the program of the task to end', () => !left.some(isAlive));
  });
});
