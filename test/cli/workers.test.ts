/** Records whose worker dies, and workers whose memory has grown. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { numbered, parseLines, Workspace } from './command.ts';

/** Record 3 has its worker exit the first times; a file counts them, as nothing else would survive. */
const DYING = (deaths: number): string => `
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
const file = new URL('./deaths', import.meta.url);
export default (record) => {
  if (record.id !== 3) return record;
  const before = existsSync(file) ? readFileSync(file).length : 0;
  if (before === ${deaths}) return record;
  appendFileSync(file, 'x');
  process.exit(9);
};`;

const LEAKING = `
const kept = [];
export const leak = () => {
  kept.push(Buffer.alloc(60e6, 1));
  return process.pid;
};
export const pid = () => process.pid;`;

describe('manyhands map --retries', () => {
  it('runs a record again whose worker died', async () => {
    using space = new Workspace();
    space.write('dying.mjs', DYING(1));

    const end = await space.run(['map', './dying.mjs', '--retries', '1'], { stdin: numbered(6) });

    assert.equal(end.stdout, numbered(6), end.stderr);
    assert.equal(end.exitCode, 0);
    assert.equal(space.read('deaths'), 'x');
  });

  it('does so no more often than it was told, and the others are done', async () => {
    using space = new Workspace();
    space.write('dying.mjs', DYING(9));
    const args = ['map', './dying.mjs', '--retries', '2', '--on-error', 'skip'];

    const end = await space.run([...args, '--chunk-size', '1'], { stdin: numbered(6) });

    assert.deepEqual(
      parseLines(end.stdout),
      [0, 1, 2, 4, 5].map((id) => ({ id })),
    );
    assert.match(end.stderr, /record 3 \(stdin, line 4\): WorkerLostError/);
    assert.equal(space.read('deaths'), 'xxx');
    assert.equal(end.exitCode, 1);
  });
});

describe('manyhands map --max-memory', () => {
  const oneWorker = ['-j', '1', '--chunk-size', '1', '--max-memory', '250MB'];

  it('replaces a worker that has grown, and loses no record', async () => {
    using space = new Workspace();
    space.write('leaking.mjs', LEAKING);

    const end = await space.run(['map', './leaking.mjs#leak', ...oneWorker], {
      stdin: numbered(8),
    });

    const pids = parseLines(end.stdout);
    assert.equal(pids.length, 8, end.stderr);
    assert.ok(new Set(pids).size >= 2, end.stdout);
  });

  it('leaves one alone that has not', async () => {
    using space = new Workspace();
    space.write('leaking.mjs', LEAKING);

    const end = await space.run(['map', './leaking.mjs#pid', ...oneWorker], {
      stdin: numbered(12),
    });

    assert.equal(new Set(parseLines(end.stdout)).size, 1, end.stdout);
  });
});
