/** What only a whole program can show: that it ends, that it lives on, what it leaves behind. */
import assert from 'node:assert/strict';
import { isAlive, runProgram } from '../program.ts';
import { until } from '../until.ts';
import type { Subject } from './subject.ts';

export function wholePrograms(subject: Subject): void {
  const args = [subject.kind];

  subject.it('an idle pool does not keep the program alive, and ends with it', async () => {
    const { exitCode, stdout, stderr } = await runProgram(program('idle'), { args });

    const { results, workers } = JSON.parse(stdout) as {
      results: number[];
      workers: { pid: number }[];
    };
    assert.deepEqual([exitCode, stderr, results], [0, '', [1, 4, 9]]);
    await until('the workers to end', () => !workers.some(({ pid }) => isAlive(pid)));
  });

  subject.it('a program that has given up waiting for its pool ends', async () => {
    const { exitCode, stdout } = await runProgram(program('gives-up'), { args });

    assert.deepEqual([exitCode, stdout.trim()], [0, 'ERR_POOL_TIMEOUT']);
  });

  subject.it(
    'a program that awaits nothing and never closes its pools does its work and ends',
    async () => {
      const { exitCode, stdout, stderr } = await runProgram(program('never-closed'), { args });

      assert.deepEqual([exitCode, stdout, stderr], [0, 'callback 42\n', '']);
    },
  );

  subject.it('a program with fake timers waits for its work all the same', async () => {
    const { exitCode, stdout } = await runProgram(program('fake-timers'), { args });

    assert.deepEqual([exitCode, stdout], [0, '2,4\nRangeError\n']);
  });

  subject.it('a program that ends before its pool is ready just ends', async () => {
    const { exitCode, stdout, stderr } = await runProgram(program('exits-at-once'), { args });

    assert.deepEqual([exitCode, stdout, stderr], [0, '', '']);
  });

  subject.it('a running pool that is garbage-collected warns, and its workers end', async () => {
    const execArgv = ['--expose-gc', '--no-warnings'];

    const { exitCode, stdout } = await runProgram(program('garbage-collected'), { args, execArgv });

    const { name, message, pids } = JSON.parse(stdout) as {
      name: string;
      message: string;
      pids: number[];
    };
    assert.equal(exitCode, 0);
    assert.equal(name, 'ResourceWarning');
    assert.match(message, /unclosed running pool 'lost'/);
    await until('its workers to end', () => !pids.some(isAlive));
  });

  subject.it(
    'a pool that was closed or disposed is garbage-collected without a warning',
    async () => {
      const { exitCode, stderr } = await runProgram(program('closed-properly'), {
        args,
        execArgv: ['--expose-gc'],
      });

      assert.deepEqual([exitCode, stderr], [0, '']);
    },
  );

  subject.it('a failure that nobody reads is no unhandled rejection', async () => {
    const { exitCode, stdout, stderr } = await runProgram(program('unread-failures'), { args });

    assert.deepEqual([exitCode, stdout, stderr], [0, 'false Error: read late\n', '']);
  });

  for (const [end, execArgv] of [
    ['join', []],
    ['exit', []],
    ['collected', ['--expose-gc']],
  ] as const) {
    subject.it(`a failure that nobody ever looks at is told once: ${end}`, async () => {
      const { exitCode, stdout, stderr } = await runProgram(program('unseen-failures'), {
        args: [...args, end],
        execArgv,
      });

      assert.deepEqual([exitCode, stdout], [0, end === 'collected' ? 'told\n' : '']);
      assert.equal(stderr.match(/ManyhandsUnhandledFailure/g)?.length, 1, stderr);
      assert.match(stderr, /RangeError: nobody looks\n[^]*at .*unseen-failures\.js:\d+/);
    });
  }

  for (const kind of ['throws', 'returns an object']) {
    subject.it(`an error is itself where what formats stacks ${kind}`, async () => {
      const { exitCode, stdout, stderr } = await runProgram(program('hostile-stacks'), {
        args: [...args, kind],
      });

      assert.equal(exitCode, 0, stderr);
      const [texts, isRangeError] = JSON.parse(stdout) as [string[], boolean];
      assert.deepEqual(texts.slice(0, 2), ['RangeError: one', 'RangeError: two']);
      assert.equal(isRangeError, true);
      assert.match(texts[3] ?? '', /^NotSendableError: cannot send the argument/);
      // Not where Node would read a stack itself: see the program.
      if (subject.kind === 'thread' || (subject.kind === 'process' && kind !== 'throws'))
        assert.match(texts[2] ?? '', /^WorkerLostError: .*exit code 7/);
    });
  }

  subject.it('an error keeps its class with frozen intrinsics', async () => {
    const { exitCode, stdout, stderr } = await runProgram(program('frozen-intrinsics'), {
      args,
      execArgv: ['--frozen-intrinsics'],
    });

    assert.deepEqual([exitCode, stdout], [0, '[true,true,true]\n'], stderr);
  });

  subject.itWith(
    'blocking',
    'workers end with a program that is killed, even those stuck in a loop',
    async () => {
      const { signal, stdout } = await runProgram(program('orphans'), {
        args,
        onOutput: (_, child) => void child.kill('SIGKILL'),
      });

      const pids = JSON.parse(stdout) as number[];
      assert.equal(signal, 'SIGKILL');
      await until('the orphans to end', () => !pids.some(isAlive));
    },
  );
}

function program(name: string): URL {
  return new URL(`./programs/${name}.js`, import.meta.url);
}
