/** `manyhands map --reduce` from outside. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reduceBatch } from '#dist/cli/reduce-task.js';
import { Workspace } from './command.ts';

const MODULE = `
export default ({ id }) => {
  if (id === 1500 && process.env.MOOD) throw new Error('bad');
  return { sum: id, first: id, last: id };
};
export const add = (a, b) => ({ sum: a.sum + b.sum, first: a.first, last: b.last });
export const later = async (a, b) => ({ sum: a.sum + b.sum, first: a.first, last: b.last });
export const failing = () => { throw new RangeError('no sums today'); };
`;

const COUNT = 2000;
const REDUCED = `{"sum":${(COUNT * (COUNT - 1)) / 2},"first":0,"last":${COUNT - 1}}\n`;

function space(count = COUNT): Workspace {
  const made = new Workspace();
  made.write('task.mjs', MODULE);
  made.write('in.ndjson', Array.from({ length: count }, (_, id) => `{"id":${id}}\n`).join(''));
  return made;
}

describe('manyhands map --reduce', () => {
  for (const name of ['add', 'later']) {
    it(`joins results in their order, by an export of the module: ${name}`, async () => {
      using here = space();

      const end = await here.run(['map', './task.mjs', '--reduce', name, 'in.ndjson']);

      assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, REDUCED, '']);
    });
  }

  it('joins by a function that is written on the command line, in threads', async () => {
    using here = space();
    const flags = ['--threads', '--unordered', '-o', 'out.json', 'in.ndjson'];

    const end = await here.run(['map', '-e', 'r => r.id', '--reduce', '(a, b) => a + b', ...flags]);

    assert.equal(end.exitCode, 0);
    assert.deepEqual(JSON.parse(here.read('out.json')), [(COUNT * (COUNT - 1)) / 2]);
  });

  it('writes nothing where there are no records, and leaves out what fails', async () => {
    using none = space(0);
    using here = space();
    const args = ['map', './task.mjs', '--reduce', 'add', '--on-error', 'skip', 'in.ndjson'];

    const [empty, skipped] = [await none.run(args), await here.run(args, { env: { MOOD: 'bad' } })];

    assert.deepEqual([empty.exitCode, empty.stdout], [0, '']);
    assert.equal(skipped.exitCode, 1);
    assert.deepEqual(JSON.parse(skipped.stdout), {
      sum: (COUNT * (COUNT - 1)) / 2 - 1500,
      first: 0,
      last: COUNT - 1,
    });
  });

  it('goes on where it stopped, and comes to the same', async () => {
    using here = space();
    const command = [
      'map',
      './task.mjs',
      '--reduce',
      'add',
      '-o',
      'out',
      '--checkpoint',
      'c',
      'in.ndjson',
    ];

    const stopped = await here.run(command, { env: { MOOD: 'bad' } });
    const changed = await here.run(command.map((each) => (each === 'add' ? 'later' : each)));
    const continued = await here.run(command);

    assert.deepEqual([stopped.exitCode, changed.exitCode, continued.exitCode], [1, 2, 0]);
    assert.match(changed.stderr, /--reduce/);
    assert.equal(here.read('out'), REDUCED);
  });

  it('ends the run when its function fails', async () => {
    using here = space();

    const end = await here.run(['map', './task.mjs', '--reduce', 'failing', 'in.ndjson']);

    assert.equal(end.exitCode, 3);
    assert.match(end.stderr, /the function of --reduce failed: no sums today/);
    assert.equal(end.stdout, '');
  });

  it('refuses what does not fit, before it reads anything', async () => {
    using here = space();

    const missing = await here.run(['map', './task.mjs', '--reduce', 'none', 'in.ndjson']);
    const both = await here.run([
      'map',
      './task.mjs',
      '--reduce',
      'add',
      '--count-by',
      'add',
      'in.ndjson',
    ]);

    assert.deepEqual([missing.exitCode, both.exitCode], [2, 2]);
    assert.match(missing.stderr, /has no export 'none'/);
    assert.match(both.stderr, /give one of them/);
  });
});

describe('A batch of results', () => {
  const module = `data:text/javascript,${encodeURIComponent('export const join = async (a, b) => `(${a}${b})`;')}`;

  it('is joined from the left, behind what was reduced before', async () => {
    const batch = { module, name: 'join', values: ['b', 'c'] };

    const results = [
      await reduceBatch({ ...batch, before: { value: 'a' } }),
      await reduceBatch({ ...batch, before: undefined }),
      await reduceBatch({ ...batch, before: { value: undefined }, values: ['b'] }),
    ];

    assert.deepEqual(results, [{ value: '((ab)c)' }, { value: '(bc)' }, { value: '(undefinedb)' }]);
  });
});
