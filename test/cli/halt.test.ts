import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isReached, parseHalt } from '#dist/cli/halt.js';
import { numbered, parseLines, TASKS, Workspace } from './command.ts';

const FAILING = `${TASKS}#failOnSeven`;

function reached(text: string, count: number, failed: number): boolean {
  const policy = parseHalt(text);
  return policy !== undefined && isReached(policy, { count, failed });
}

describe('A halt policy', () => {
  it('counts what fails, what succeeds, and what is done', () => {
    const rows: readonly [text: string, count: number, failed: number, isReached: boolean][] = [
      ['now,fail=2', 9, 1, false],
      ['now,fail=2', 9, 2, true],
      ['soon,success=3', 4, 2, false],
      ['soon,success=3', 5, 2, true],
      ['now,done=5', 4, 4, false],
      ['now,done=5', 5, 0, true],
      ['never', 9, 9, false],
    ];
    for (const [text, count, failed, is] of rows)
      assert.equal(reached(text, count, failed), is, `${text} ${count} ${failed}`);
  });

  it('takes a share only of enough: one of one is no 100 %', () => {
    assert.deepEqual(
      [
        reached('soon,fail=5%', 2, 2),
        reached('soon,fail=5%', 60, 3),
        reached('soon,fail=5%', 61, 3),
      ],
      [false, true, false],
    );
  });

  it('is refused if it is none', () => {
    for (const text of [
      '',
      'now',
      'later,fail=1',
      'now,fail=0',
      'now,fail=101%',
      'now,done=5%',
      'now,fail=-1',
    ])
      assert.throws(
        () => parseHalt(text),
        { name: 'UsageError', message: /--halt must be never/ },
        text,
      );
  });
});

describe('manyhands map --halt', () => {
  it('fail ends the run after so many failures, and keeps what was done', async () => {
    for (const when of ['now', 'soon']) {
      using space = new Workspace();
      space.write('in.ndjson', numbered(100_000));

      const end = await space.run([
        ...['map', FAILING, 'in.ndjson', '--halt', `${when},fail=3`, '-o', 'out.ndjson'],
        ...['--errors', 'bad', '-q'],
      ]);

      assert.equal(end.exitCode, 1);
      assert.match(
        end.stderr,
        new RegExp(`halted by --halt ${when},fail=3: \\d+ records are done`),
      );
      const [bad, done] = [
        parseLines(space.read('bad')),
        parseLines(space.read('out.ndjson.part')),
      ];
      assert.ok(bad.length >= 3 && done.length >= 204 && done.length < 99_000, `${done.length}`);
      if (when === 'now') assert.deepEqual([bad.length, done.length], [3, 205]);
    }
  });

  it('success and done end it as it was wanted: the output is complete', async () => {
    using space = new Workspace();
    space.write('in.ndjson', numbered(100_000));

    const end = await space.run([
      ...['map', `${TASKS}#echo`, 'in.ndjson', '--halt', 'now,success=10', '-o', 'out.json'],
      ...['--checkpoint', 'c'],
    ]);
    const again = await space.run([
      ...['map', `${TASKS}#echo`, 'in.ndjson', '--halt', 'now,success=10', '-o', 'out.json'],
      ...['--checkpoint', 'c'],
    ]);

    assert.deepEqual([end.exitCode, end.stderr], [0, '']);
    assert.equal((JSON.parse(space.read('out.json')) as unknown[]).length, 10);
    assert.match(again.stderr, /complete already/);
  });

  it('counts invalid records as failed', async () => {
    using space = new Workspace();

    const end = await space.run(['map', `${TASKS}#echo`, '-i', 'ndjson', '--halt', 'soon,fail=2'], {
      stdin: 'no\nno\n',
    });

    assert.equal(end.exitCode, 1);
    assert.match(end.stderr, /halted by --halt soon,fail=2/);
  });

  it('is refused, with what it may be', async () => {
    using space = new Workspace();

    const end = await space.run(['map', `${TASKS}#echo`, '--halt', 'sometimes']);

    assert.equal(end.exitCode, 2);
    assert.match(end.stderr, /--halt must be never, or when and after what: now,fail=1/);
  });
});
