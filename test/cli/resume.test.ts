/** A run with a checkpoint goes on where it stopped, or says why it will not. */
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { numbered, TASKS, Workspace } from './command.ts';
import { killAndResume } from './kill-and-resume.ts';

const ALARM = { timeout: 180_000 };
const RESUMABLE = ['in.ndjson', '-o', 'out.ndjson', '--checkpoint', 'ckpt', '--quiet'];

/** A run that stopped at record 7. */
async function stoppedAtSeven(): Promise<Workspace> {
  const space = new Workspace();
  space.write('in.ndjson', numbered(20));
  const end = await space.start(['map', `${TASKS}#failOnSeven`, ...RESUMABLE]);
  assert.equal(end.exitCode, 1, end.stderr);
  return space;
}

describe('a run with a checkpoint', () => {
  for (const isOrdered of [true, false]) {
    const order = isOrdered ? 'in order' : 'unordered';
    it(`that is killed at any moment loses and repeats nothing: ${order}`, ALARM, async (t) => {
      const seed = Date.now() % 100_000;
      t.diagnostic(`seed ${seed}`);

      const report = await killAndResume({ seed, kills: 4, isOrdered });

      assert.deepEqual(report.differences, [], `seed ${seed}`);
      assert.ok(report.kills >= 4);
    });
  }

  it('keeps what was done before a failure beside the output, which is not there yet', async () => {
    using space = await stoppedAtSeven();

    assert.equal(space.read('out.ndjson.part'), '0\n1\n2\n3\n4\n5\n6\n');
    assert.throws(() => space.read('out.ndjson'), { code: 'ENOENT' });
  });

  it('drops a torn line at the end of the checkpoint', async () => {
    using space = await stoppedAtSeven();
    appendFileSync(space.path('ckpt'), 'deadbeef {"done":[[0,99');

    const end = await space.start(['map', `${TASKS}#failOnSeven`, ...RESUMABLE]);

    assert.equal(end.exitCode, 1);
    assert.match(end.stderr, /7 records are done/);
  });

  it('cuts off what the output has beyond the checkpoint', async () => {
    using space = await stoppedAtSeven();
    appendFileSync(space.path('out.ndjson.part'), 'half a li');

    await space.start(['map', `${TASKS}#failOnSeven`, ...RESUMABLE]);

    assert.equal(space.read('out.ndjson.part'), '0\n1\n2\n3\n4\n5\n6\n');
  });

  it('says that it is complete when it is run once more', async () => {
    using space = new Workspace();
    space.write('in.ndjson', numbered(3));
    await space.start(['map', TASKS, ...RESUMABLE]);

    const end = await space.start(['map', TASKS, ...RESUMABLE]);

    assert.equal(end.exitCode, 0);
    assert.match(end.stderr, /complete already/);
  });

  const changes: readonly [what: string, args: readonly string[], complaint: RegExp][] = [
    ['another function', [TASKS, ...RESUMABLE], /function: was .*#failOnSeven.*, is .*#default/],
    [
      'another option',
      [`${TASKS}#failOnSeven`, ...RESUMABLE, '--on-error', 'skip'],
      /--on-error: was stop, is skip/,
    ],
    [
      'another order',
      [`${TASKS}#failOnSeven`, ...RESUMABLE, '--unordered'],
      /the order.*was ordered, is unordered/,
    ],
  ];
  for (const [what, args, complaint] of changes) {
    it(`refuses ${what}, naming it, and touches nothing`, async () => {
      using space = await stoppedAtSeven();
      const before = space.read('ckpt');

      const end = await space.start(['map', ...args]);

      assert.equal(end.exitCode, 2);
      assert.match(end.stderr, complaint);
      assert.equal(space.read('ckpt'), before);
    });
  }

  it('refuses an input that has changed, naming it', async () => {
    using space = await stoppedAtSeven();
    space.write('in.ndjson', numbered(21));

    const end = await space.start(['map', `${TASKS}#failOnSeven`, ...RESUMABLE]);

    assert.equal(end.exitCode, 2);
    assert.match(end.stderr, /\n {2}input: was .*\d+ bytes.*, is .*\d+ bytes/);
  });

  it('refuses to take any other file for a checkpoint, and leaves it as it is', async () => {
    using space = await stoppedAtSeven();
    space.write('ckpt', 'my diary\n');

    const end = await space.start(['map', `${TASKS}#failOnSeven`, ...RESUMABLE]);

    assert.equal(end.exitCode, 2);
    assert.match(end.stderr, /no checkpoint of manyhands/);
    assert.equal(space.read('ckpt'), 'my diary\n');
  });

  it('refuses a checkpoint whose output is gone', async () => {
    using space = await stoppedAtSeven();
    space.write('out.ndjson.part', '');

    const end = await space.start(['map', `${TASKS}#failOnSeven`, ...RESUMABLE]);

    assert.equal(end.exitCode, 2);
    assert.match(end.stderr, /has 0 bytes, but the checkpoint counts on 14/);
  });

  it('must have an output that can be known again', async () => {
    using space = new Workspace();

    const end = await space.start(['map', TASKS, '--checkpoint', 'ckpt'], { stdin: '{"id":1}\n' });

    assert.equal(end.exitCode, 2);
    assert.match(end.stderr, /--checkpoint needs -o FILE/);
  });
});
