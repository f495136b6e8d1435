/** What a task has printed is out before its worker ends, whoever ends it and however slowly it is read. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { runProgram } from '../program.ts';
import { overBoth } from './over-both.ts';

const PROGRAM = new URL('programs/prints.js', import.meta.url);
const MUCH = 1_048_576;

/** Takes a piece now and then. */
function readSlowly({ stdout }: ChildProcess): void {
  stdout?.on('data', () => {
    stdout.pause();
    setTimeout(() => stdout.resume(), 2);
  });
}

/** Takes nothing for longer than a worker waits between two chunks. */
function readLate({ stdout }: ChildProcess): void {
  stdout?.pause();
  setTimeout(() => stdout?.resume(), 2500);
}

overBoth('What tasks have printed', (subject) => {
  const { kind } = subject;

  for (const [how, lines] of [
    ['terminate', 5000],
    ['dispose', 5000],
    ['close', 5000],
    ['timeout', 5000],
    ['exit', 100],
  ] as const) {
    subject.it(`is out when their worker ends by ${how}`, async () => {
      const { stdout, stderr } = await runProgram(PROGRAM, { args: [kind, how] });

      const expected = Array.from({ length: lines }, (_, i) => `line ${i}\n`).join('');
      assert.equal(stdout, expected, stderr);
    });
  }

  subject.it('is out before close and join are over, though it is read slowly', async () => {
    const { stdout } = await runProgram(PROGRAM, {
      args: [kind, 'much-close'],
      onSpawn: readSlowly,
    });

    assert.equal(stdout.length, 24 * MUCH);
  });

  subject.it('is out before close and join are over, though it is read late', async () => {
    const { stdout } = await runProgram(PROGRAM, {
      args: [kind, 'much-close'],
      onSpawn: readLate,
    });

    assert.equal(stdout.length, 24 * MUCH);
  });

  subject.it('is out before terminate is over, though it is read slowly', async () => {
    const { stdout } = await runProgram(PROGRAM, {
      args: [kind, 'much-terminate'],
      onSpawn: readSlowly,
    });

    assert.equal(stdout.length, 4 * MUCH);
  });
});
