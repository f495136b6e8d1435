/** `manyhands map --count-by` from outside. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Workspace } from './command.ts';

const MODULE = `
export default (record) => ({ ...record, code: record.id % 10 === 0 ? 500 : 200 });
export const code = ({ code }) => code;
export const later = async ({ code }) => code;
export const failing = ({ id, code }) => { if (id === 3) throw new Error('three'); return code; };
export const moody = ({ id, code }) => { if (id === 3 && process.env.MOOD) throw new Error('bad'); return code; };
export const notAFunction = 1;
`;

function space(count = 200): Workspace {
  const made = new Workspace();
  made.write('task.mjs', MODULE);
  made.write('in.ndjson', Array.from({ length: count }, (_, id) => `{"id":${id}}\n`).join(''));
  return made;
}

const COUNTS = '{"key":200,"count":180}\n{"key":500,"count":20}\n';

describe('manyhands map --count-by', () => {
  for (const key of ['code', '#code', 'later']) {
    it(`counts results by an export of the module: ${key}`, async () => {
      using here = space();

      const end = await here.run(['map', './task.mjs', '--count-by', key, 'in.ndjson']);

      assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, COUNTS, '']);
    });
  }

  it('counts by functions that are written on the command line, in threads and in any order', async () => {
    using here = space();
    const flags = ['--threads', '--unordered', '--joblog', 'log'];

    const end = await here.run([
      ...['map', '-e', 'r => r.id % 10', '--count-by', 'n => (n === 0 ? 500 : 200)'],
      ...[...flags, 'in.ndjson'],
    ]);

    assert.deepEqual([end.exitCode, end.stdout], [0, COUNTS]);
    assert.equal(here.read('log').split('\n').filter(Boolean).length, 200);
  });

  it('leaves out what fails, in the function or in the key, and reports it', async () => {
    using here = space();
    const flags = ['--on-error', 'skip', '--errors', 'bad', '-o', 'out.csv'];

    const end = await here.run([
      'map',
      './task.mjs',
      '--count-by',
      'failing',
      ...flags,
      'in.ndjson',
    ]);

    assert.equal(end.exitCode, 1);
    assert.equal(here.read('out.csv'), 'key,count\n200,179\n500,20\n');
    assert.match(here.read('bad'), /"position":3.*"three"/);
  });

  it('goes on counting where it stopped', async () => {
    using here = space();
    const flags = ['-o', 'out', '--checkpoint', 'c', '--chunk-size', '1', 'in.ndjson'];
    const command = ['map', './task.mjs', '--count-by', 'moody', ...flags];

    const stopped = await here.run(command, { env: { MOOD: 'bad' } });
    const saved = here.read('c');
    const changed = await here.run(command.map((each) => (each === 'moody' ? 'code' : each)));
    const continued = await here.run(command);

    assert.deepEqual([stopped.exitCode, changed.exitCode, continued.exitCode], [1, 2, 0]);
    assert.match(saved, /"counts":\[\["500",1\],\["200",2\]\]/);
    assert.match(changed.stderr, /--count-by/);
    assert.equal(here.read('out'), COUNTS);
  });

  for (const [key, complaint] of [
    ['none', /has no export 'none'; it exports code, default, failing, later, moody/],
    ['notAFunction', /has no function as its export 'notAFunction'/],
  ] as const) {
    it(`refuses a key before it reads anything: ${key}`, async () => {
      using here = space();

      const end = await here.run(['map', './task.mjs', '--count-by', key, 'in.ndjson']);

      assert.equal(end.exitCode, 2);
      assert.match(end.stderr, complaint);
    });
  }
});
