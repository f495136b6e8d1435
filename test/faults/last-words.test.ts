/** What a worker wrote to stderr before it died is part of the error: often it is the only trace. */
import assert from 'node:assert/strict';
import { WorkerLostError } from 'manyhands';
import { overBoth } from './over-both.ts';

overBoth('Last words', (subject) => {
  subject.it('are quoted in WorkerLostError', async () => {
    await using pool = subject.pool();
    const task = async (): Promise<never> => {
      await new Promise((resolve) => process.stderr.write('cannot open the database\n', resolve));
      return process.exit(2);
    };

    await assert.rejects(pool.apply(task), {
      message:
        /ended with exit code 2 before the task was done\n {2}its last words on stderr were:\n {2}\| cannot open the database/,
    });
  });

  subject.it('are the last 4 KiB, however much was written', async () => {
    await using pool = subject.pool();
    const task = async (): Promise<never> => {
      for (let i = 0; i < 20; i += 1) {
        await new Promise((resolve) => process.stderr.write(`${'.'.repeat(999)}\n`, resolve));
      }
      await new Promise((resolve) => process.stderr.write('the end\n', resolve));
      return process.exit(2);
    };

    await assert.rejects(pool.apply(task), (error: WorkerLostError) => {
      assert.ok(error instanceof WorkerLostError);
      assert.match(error.message, /the end$/);
      assert.ok(error.message.length < 4096 + 300);
      return true;
    });
  });

  subject.itWith('process', 'of the engine are kept: an abort shows its trace', async () => {
    await using pool = subject.pool();

    await assert.rejects(
      pool.apply(() => process.abort()),
      {
        signal: 'SIGABRT',
        message:
          /SIGABRT before the task was done: the engine or native code gave up\n.*last words/,
      },
    );
  });

  subject.itWith('process', 'are not needed to explain SIGKILL', async () => {
    await using pool = subject.pool();

    await assert.rejects(
      pool.apply(() => void process.kill(process.pid, 'SIGKILL')),
      {
        signal: 'SIGKILL',
        message: /SIGKILL often comes from the system's out-of-memory killer/,
      },
    );
  });

  subject.it('are followed by the stack of the call that submitted the task', async () => {
    await using pool = subject.pool();

    await assert.rejects(submitHere(pool), (error: Error) => {
      assert.match(error.stack ?? '', /WorkerLostError: .*\n +at submitHere/);
      return true;
    });
  });
});

async function submitHere(pool: { apply(fn: () => void): Promise<void> }): Promise<void> {
  await pool.apply(() => process.exit(1));
}
