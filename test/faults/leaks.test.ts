/** A pool releases everything it has used: descriptors, handles, listeners, memory. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from '../program.ts';

const ALARM = { timeout: 200_000 };
const MEGABYTE = 1_048_576;

/** What the program printed, which is JSON. */
async function outputOf(
  name: string,
  args: readonly string[],
  execArgv: readonly string[] = [],
): Promise<unknown> {
  const end = await runProgram(new URL(`./programs/${name}.js`, import.meta.url), {
    args,
    execArgv,
  });
  assert.equal(end.exitCode, 0, end.stderr);
  return JSON.parse(end.stdout);
}

describe('Nothing leaks', () => {
  it('from 200 pools in one program', ALARM, async () => {
    const { before, after, complaints } = (await outputOf('many-pools', [])) as Record<
      string,
      object
    >;

    assert.deepEqual(after, before);
    assert.deepEqual(complaints, []);
  });

  for (const kind of ['process', 'thread']) {
    it(`from a million tasks: ${kind}`, ALARM, async () => {
      const output = await outputOf('many-tasks', [kind], ['--expose-gc']);
      const { growth, complaints } = output as { growth: number; complaints: unknown[] };

      assert.ok(growth < MEGABYTE, `the heap has grown by ${growth} bytes`);
      assert.deepEqual(complaints, []);
    });

    it(
      `of results that are dropped, their values, arguments and signals: ${kind}`,
      ALARM,
      async () => {
        assert.deepEqual(await outputOf('dropped-results', [kind], ['--expose-gc']), []);
      },
    );

    it(
      `of what a worker writes: 10 MB of stdout reach the program's stdout, ${kind}`,
      ALARM,
      async () => {
        const end = await runProgram(new URL('./programs/flood.js', import.meta.url), {
          args: [kind],
        });

        assert.deepEqual(
          { exitCode: end.exitCode, stdout: end.stdout.length, stderr: end.stderr.length },
          { exitCode: 0, stdout: 160 * 65_536, stderr: 16 * 65_536 },
        );
      },
    );

    it(
      `of the stack: 10,000 queued calls are done, cancelled and terminated, ${kind}`,
      ALARM,
      async () => {
        const end = await runProgram(new URL('./programs/deep-queue.js', import.meta.url), {
          args: [kind],
          execArgv: ['--stack-size=200'],
        });

        assert.equal(end.stderr, '');
        assert.equal(end.stdout, `${(10_000 * 9_999) / 2} 20000`);
      },
    );
  }
});
