/** Tasks that use the channel between pool and worker, without knowing it, for messages of their own. */
import assert from 'node:assert/strict';
import type { WorkerLostError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import { assertWhole, overBoth } from './over-both.ts';

overBoth('A task', (subject) => {
  for (const [title, bytes] of [
    ['a line of text', 'what is this descriptor for?\n'],
    ['fewer bytes than a header', 'hi\n'],
    ['bytes that look like a header', '\u0002\0\0\0\u00fe\u0063\u0063'],
  ] as const) {
    subject.itWith(
      'process',
      `that writes ${title} where its results go is lost, and the pool goes on`,
      async () => {
        await using pool = subject.pool();
        const task = async (text: string): Promise<string> => {
          process.getBuiltinModule('node:fs').writeSync(4, Buffer.from(text, 'latin1'));
          return text;
        };

        await assert.rejects(pool.apply(task, [bytes]), (error: WorkerLostError) => {
          assert.equal(error.code, 'ERR_POOL_WORKER_LOST');
          assert.equal((error.cause as { code: string }).code, 'ERR_POOL_PROTOCOL');
          return true;
        });

        await assertWhole(pool);
      },
    );
  }

  subject.itWith('process', 'that writes where its orders come from disturbs nobody', async () => {
    await using pool = subject.pool();
    const task = (): number => {
      return process.getBuiltinModule('node:fs').writeSync(3, 'what is this descriptor for?\n');
    };

    assert.equal(await pool.apply(task), 29);

    await assertWhole(pool);
  });

  for (const [title, fd] of [
    ['orders', 3],
    ['results', 4],
  ] as const) {
    subject.itWith(
      'process',
      `that closes the socket of its ${title} is lost, and the pool goes on`,
      async () => {
        await using pool = subject.pool();
        const task = async (descriptor: number): Promise<void> => {
          process.getBuiltinModule('node:fs').closeSync(descriptor);
          await new Promise((resolve) => setTimeout(resolve, 60_000));
        };

        await assert.rejects(pool.apply(task, [fd]), { code: 'ERR_POOL_WORKER_LOST' });

        await assertWhole(pool);
      },
    );
  }

  subject.itWith(
    'process',
    'that leaves a process behind which holds every descriptor ends all the same',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool();
      const task = (log: string): never => {
        const { spawn } = process.getBuiltinModule('node:child_process');
        const child = spawn('sleep', ['60'], { stdio: [0, 1, 2, 3, 4, 5], detached: true });
        process.getBuiltinModule('node:fs').appendFileSync(log, `${child.pid}\n`);
        process.exit(8);
      };

      await assert.rejects(pool.apply(task, [stage.log]), {
        code: 'ERR_POOL_WORKER_LOST',
        exitCode: 8,
      });

      for (const pid of stage.lines) process.kill(Number(pid), 'SIGKILL');
      await assertWhole(pool);
    },
  );

  subject.itWith(
    'process',
    'that closes the ticket file is lost, and the pool goes on',
    async () => {
      await using pool = subject.pool();
      const task = (): number => {
        process.getBuiltinModule('node:fs').closeSync(5);
        return 1;
      };

      await Promise.allSettled([pool.apply(task), pool.apply(task)]);

      await assertWhole(pool);
    },
  );

  subject.it(
    'that uses the messages of its thread or process for itself disturbs nobody',
    async () => {
      await using pool = subject.pool();
      const task = async (): Promise<string> => {
        const { parentPort, workerData } = await import('node:worker_threads');
        parentPort?.postMessage('garbage');
        parentPort?.postMessage({ kind: 'done', results: 17 });
        parentPort?.on('message', () => {});
        parentPort?.close();
        process.send?.('garbage');
        process.disconnect?.();
        return JSON.stringify(workerData);
      };

      assert.ok(['null', '{}'].includes(await pool.apply(task)), 'nothing of ours is to be seen');

      await assertWhole(pool);
    },
  );

  subject.it('that replaces process.exit does not keep its worker alive', async () => {
    await using pool = subject.pool({ workers: 1, maxTasksPerChild: 1, killGrace: 50 });
    const task = (): number => {
      process.exit = (() => {}) as never;
      return process.pid;
    };

    assert.equal(typeof (await pool.apply(task)), 'number');

    await assertWhole(pool);
  });

  subject.it('that removes all listeners of its process is not lost for it', async () => {
    await using pool = subject.pool();

    await pool.apply(() => void process.removeAllListeners());

    await assertWhole(pool);
  });
});
