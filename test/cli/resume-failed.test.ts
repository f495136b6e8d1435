/** `--resume-failed`: what failed is run again, and nothing else. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { without } from '#dist/cli/done-ranges.js';
import { numbered, parseLines, Workspace } from './command.ts';

const MODULE = `
import fs from 'node:fs';
export default ({ id }) => {
  fs.appendFileSync('ran', id + ' ');
  if (id % 10 === 7 && !fs.existsSync('mended')) throw new Error('bad ' + id);
  return { id };
};
export const digit = ({ id }) => id % 10;
`;

function space(): Workspace {
  const made = new Workspace();
  made.write('task.mjs', MODULE);
  made.write('in.ndjson', numbered(40));
  return made;
}

const RUN = [
  'map',
  './task.mjs',
  'in.ndjson',
  '--checkpoint',
  'c',
  '--errors',
  'bad',
  '--on-error',
  'skip',
];

describe('manyhands map --resume-failed', () => {
  for (const [format, parse] of [
    ['ndjson', parseLines],
    ['json', (text: string) => JSON.parse(text) as unknown[]],
    [
      'csv',
      (text: string) =>
        text
          .trim()
          .split('\n')
          .slice(1)
          .map((id) => ({ id: Number(id) })),
    ],
  ] as const) {
    it(`runs again what failed in a run that is complete: ${format}`, async () => {
      using here = space();
      const output = ['-o', `out.${format}`];

      const first = await here.run([...RUN, ...output]);
      const still = await here.run([...RUN, ...output, '--resume-failed']);
      const between = parse(here.read(`out.${format}`));
      here.write('mended', '');
      here.write('ran', '');
      const last = await here.run([...RUN, ...output, '--resume-failed']);
      const nothing = await here.run([...RUN, ...output, '--resume-failed']);

      assert.deepEqual(
        [first.exitCode, still.exitCode, last.exitCode, nothing.exitCode],
        [1, 1, 0, 0],
      );
      assert.equal(between.length, 36);
      const ids = parse(here.read(`out.${format}`)).map((row) => (row as { id: number }).id);
      assert.deepEqual(ids.slice(-4), [7, 17, 27, 37]);
      assert.deepEqual(
        ids.toSorted((a, b) => a - b),
        Array.from({ length: 40 }, (_, id) => id),
      );
      assert.equal(here.read('bad'), '');
      assert.deepEqual(here.read('ran').split(' ').sort(), ['', '17', '27', '37', '7']);
      assert.match(nothing.stderr, /complete already/);
    });
  }

  it('goes on counting', async () => {
    using here = space();
    const flags = ['--count-by', 'digit', '-o', 'out.csv'];

    await here.run([...RUN, ...flags]);
    here.write('mended', '');
    const end = await here.run([...RUN, ...flags, '--resume-failed']);

    assert.equal(end.exitCode, 0, end.stderr);
    assert.deepEqual(
      here.read('out.csv').trim().split('\n').slice(1).sort(),
      Array.from({ length: 10 }, (_, digit) => `${digit},4`),
    );
  });

  it('needs a checkpoint and an errors file, and one that is its own', async () => {
    using here = space();
    await here.run([...RUN, '-o', 'out.ndjson']);
    here.write('bad', 'something else\n'.repeat(200));

    const without = await here.run(['map', './task.mjs', 'in.ndjson', '--resume-failed']);
    const other = await here.run([...RUN, '-o', 'out.ndjson', '--resume-failed']);

    assert.deepEqual([without.exitCode, other.exitCode], [2, 2]);
    assert.match(without.stderr, /--resume-failed needs the --checkpoint and the --errors/);
    assert.match(other.stderr, /bad has a line that is no failure of a run/);
  });
});

it('Positions are taken out of ranges, wherever they are', () => {
  assert.deepEqual(
    without(
      [
        [0, 5],
        [7, 8],
      ],
      new Set([0, 2, 3, 7, 9]),
    ),
    [
      [1, 2],
      [4, 5],
    ],
  );
  assert.deepEqual(without([[0, 2]], new Set()), [[0, 2]]);
});
