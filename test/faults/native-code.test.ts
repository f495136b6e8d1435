/** Tasks that block in native code, where a request to end is not handled; a thread cannot even be killed there. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Stage } from '../conformance/stage.ts';
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

/** Waits for a program, which notes its process id. */
function runForLong(log: string): void {
  const { execFileSync: run } = process.getBuiltinModule('node:child_process');
  run('/bin/sh', ['-c', 'echo $$ >> "$0"; exec sleep 600', log]);
}

/** A pipe with a name; opening it unblocks its readers. */
function makePipe(stage: Stage): string {
  const pipe = stage.gateNamed('pipe');
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', pipe]);
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
    const pool = subject.pool({ workers: 1, killGrace: 1 });
    const result = pool.applyAsync(runForLong, [stage.log]);
    await stage.reaches(1);

    await pool.terminate();

    await assert.rejects(result.get(), { code: 'ERR_POOL_TERMINATED' });
    assert.deepEqual(pool.workers, []);
    // The program is the task's own, and a thread ends with it.
    const pids = stage.lines.map(Number);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await until('the program of the task to end', () => !pids.some(isAlive));
  });
});
