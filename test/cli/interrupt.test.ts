/** Ctrl-C, once and twice, and a disk that is full. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { numbered, parseLines, TASKS, Workspace } from './command.ts';

const RESUMABLE = ['in.ndjson', '-o', 'out.ndjson', '--checkpoint', 'ckpt'];

describe('Ctrl-C', { skip: process.platform === 'win32' }, () => {
  it('finishes what runs, says how to continue, and the same command does', async () => {
    using space = new Workspace();
    space.write('in.ndjson', numbered(3000));
    space.write('twice.mjs', SLOW_AND_TELLING);
    const args = ['map', './twice.mjs', ...RESUMABLE];
    let isPressed = false;

    const first = await space.start(args, {
      onStderr: (stderr, child) => {
        if (!isPressed && stderr.includes('running')) child.kill('SIGINT');
        isPressed ||= stderr.includes('running');
      },
    });
    const second = await space.start([...args, '--quiet']);

    assert.equal(first.exitCode, 130);
    assert.match(first.stderr, /interrupted: \d+ records are done/);
    assert.match(first.stderr, /run the same command again/);
    assert.equal(second.exitCode, 0);
    assert.equal(space.read('out.ndjson'), numbered(3000));
  });

  for (const flags of [[], ['--unordered'], ['--chunk-size', '1'], ['--threads']]) {
    const how = flags.join(' ') || 'in order';
    it(`lets a slow function finish a handful of records, and no more: ${how}`, async () => {
      using space = new Workspace();
      space.write('in.ndjson', numbered(10_000));
      space.write('slow.mjs', SLOW_IF_TOLD);
      const args = ['map', './slow.mjs', ...RESUMABLE, ...flags];
      let isPressed = false;

      const first = await space.start(args, {
        env: { SLOW: 'yes' },
        onStderr: (stderr, child) => {
          if (!isPressed && stderr.includes('third')) child.kill('SIGINT');
          isPressed ||= stderr.includes('third');
        },
      });
      const done = parseLines(space.read('out.ndjson.part')).length;
      const second = await space.start([...args, '--quiet']);

      const isSorted = flags.includes('--unordered');
      assert.equal(first.exitCode, 130);
      assert.match(first.stderr, new RegExp(`interrupted: ${done} records are done`));
      assert.ok(done >= 2 && done <= 40, `${done} records were done`);
      assert.equal(second.exitCode, 0);
      assert.deepEqual(
        linesOf(space.read('out.ndjson'), isSorted),
        linesOf(numbered(10_000), isSorted),
      );
    });
  }

  it('pressed twice drops a record that would never end', async () => {
    using space = new Workspace();
    space.write('in.ndjson', numbered(1));
    space.write('hang.mjs', HANGING);
    let pressed = 0;

    const end = await space.start(['map', './hang.mjs', ...RESUMABLE], {
      onStderr: (stderr, child) => {
        const isTime = pressed === 0 ? stderr.includes('running') : stderr.includes('stopping');
        if (pressed === 2 || !isTime) return;
        pressed += 1;
        child.kill('SIGINT');
      },
    });

    assert.equal(end.exitCode, 130);
    assert.match(end.stderr, /interrupted: 0 records are done/);
  });
});

/** The workers share the program's stderr. */
const SLOW_AND_TELLING = `
let isFirst = true;
export default (value) => {
  if (isFirst) process.stderr.write('running\\n');
  isFirst = false;
  const until = performance.now() + 1;
  while (performance.now() < until);
  return value;
};`;

/** Quick when the run is resumed: its text must not change. */
const SLOW_IF_TOLD = `
let count = 0;
export default async (value) => {
  if (process.env.SLOW === undefined) return value;
  count += 1;
  if (count === 3) process.stderr.write('third\\n');
  await new Promise((resolve) => setTimeout(resolve, 100));
  return value;
};`;

function linesOf(text: string, isSorted: boolean): string[] {
  const lines = text.split('\n');
  return isSorted ? lines.sort() : lines;
}

const HANGING = `
export default () => {
  process.stderr.write('running\\n');
  for (;;);
};`;

describe('a full disk', { skip: whyNoDisk() }, () => {
  it('is a clear error, and nothing is half renamed', async () => {
    using space = new Workspace();
    space.write('in.ndjson', numbered(200_000));
    mkdirSync(space.path('disk'));
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', space.path('disk')]);
    try {
      const args = ['map', `${TASKS}#echo`, 'in.ndjson', '-o', 'disk/out.ndjson', '-q'];

      const end = await space.start(args);

      assert.equal(end.exitCode, 3);
      assert.match(end.stderr, /cannot write disk\/out\.ndjson\.part: no space left on device/);
      assert.deepEqual(readdirSync(space.path('disk')), ['out.ndjson.part']);
    } finally {
      spawnSync('umount', [space.path('disk')]);
    }
  });
});

function whyNoDisk(): string | false {
  const trial = new Workspace();
  try {
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', trial.folder]);
    if (status !== 0) return 'only root can mount a small disk here';
    spawnSync('umount', [trial.folder]);
    return false;
  } finally {
    trial[Symbol.dispose]();
  }
}
