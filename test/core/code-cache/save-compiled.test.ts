import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { saveAtExit } from '#dist/core/code-cache/save-compiled.js';
import { Package } from './package.js';

const TWO = {
  'a.cjs':
    "exports.b = require('./b.cjs'); exports.say = () => `I ${exports.b.verb}`; exports.unsaved = require.unsaved;",
  'b.cjs': "exports.verb = 'am';",
};

describe('What a program compiles', () => {
  it('is saved at its exit, with what workers run, and used by the next', () => {
    using one = new Package(TWO);

    const said = one.run();
    const { names } = one.code();
    one.write('b.cjs', "exports.verb = 'AM';");
    const saidAgain = one.run();

    assert.deepEqual(names, ['a.cjs', 'b.cjs', 'worker.cjs']);
    assert.deepEqual([said, saidAgain], ['I am', 'I am']); // nobody could tell that the text is another
  });

  it('is of no use for a file that has changed', () => {
    using one = new Package(TWO);
    one.run();

    one.write('b.cjs', "exports.verb = 'was';");
    const otherSize = one.run();
    one.write('b.cjs', "exports.verb = 'WAS';", new Date(1000));
    const otherTime = one.run();

    assert.deepEqual([otherSize, otherTime], ['I was', 'I WAS']);
  });

  it('is saved once by programs that are short, and a few times by others', () => {
    using one = new Package(TWO);
    const writesAfter = (env: Readonly<Record<string, string>>): number => {
      one.run(env);
      return one.writes('a.cjs');
    };

    assert.deepEqual([{}, {}, {}].map(writesAfter), [1, 1, 1]);
    assert.deepEqual(
      Array.from({ length: 5 }, () => writesAfter({ LONG: '1' })),
      [2, 3, 4, 4, 4],
    );
  });

  it('is saved of a file that is new', () => {
    using one = new Package(TWO);
    one.run();
    one.write('c.cjs', 'exports.verb = "am";');
    one.write('b.cjs', "module.exports = require('./c.cjs');");

    assert.equal(one.run(), 'I am');
    assert.deepEqual(
      ['a.cjs', 'b.cjs', 'c.cjs', 'worker.cjs'].map((name) => one.writes(name)),
      [1, 1, 1, 1],
    );
  });

  it('is not written by two at once, and what is left of one that was ended goes', () => {
    using one = new Package(TWO);
    one.run();
    const unfinished = one.code().pathOf('a.cjs.new');
    writeFileSync(unfinished, '');

    one.run({ LONG: '1' });
    const during = one.code().names;
    utimesSync(unfinished, new Date(), new Date(Date.now() - 120_000));
    one.run({ LONG: '1' });

    assert.ok(during.includes('a.cjs.new'));
    assert.deepEqual(one.code().names, ['a.cjs', 'b.cjs', 'worker.cjs']);
    assert.equal(one.writes('a.cjs'), 2);
  });

  it('is compiled anew where its file is damaged', () => {
    using one = new Package(TWO);
    one.run();
    const path = one.code().pathOf('b.cjs');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(7, 32, bytes.length - 8));

    assert.equal(one.run(), 'I am');
    const mended = readFileSync(path);

    assert.notDeepEqual(mended.subarray(32, 72), Buffer.alloc(40, 7));
    assert.equal(one.run(), 'I am');
  });

  it('is not saved, nor used, if the user says so', () => {
    using one = new Package(TWO);

    const coverage = { NODE_V8_COVERAGE: join(one.folder, 'coverage') };
    for (const env of [
      { MANYHANDS_CODE_CACHE: '0' },
      { NODE_DISABLE_COMPILE_CACHE: '1' },
      coverage,
      { ...coverage, NODE_DISABLE_COMPILE_CACHE: '' },
    ]) {
      assert.equal(one.run(env), 'I am');
      assert.deepEqual(one.code().names, []);
    }
    one.run();
    one.write('b.cjs', "exports.verb = 'AM';");

    assert.equal(one.run({ MANYHANDS_CODE_CACHE: '0' }), 'I AM');
  });

  it('is not saved where a file is in the way, and nobody hears of it', () => {
    using one = new Package(TWO);
    one.write('.code-cache', '');

    assert.equal(one.run(), 'I am');
    assert.equal(readFileSync(join(one.folder, '.code-cache'), 'utf8'), '');
  });

  it('is not saved for more and more versions of Node', () => {
    using one = new Package(TWO);
    for (let i = 0; i < 8; i += 1)
      mkdirSync(join(one.folder, '.code-cache', String(i)), { recursive: true });

    assert.equal(one.run(), 'I am');
    assert.equal(readdirSync(join(one.folder, '.code-cache')).length, 8);
  });

  it('is not saved in the folder of another user', {
    skip: process.geteuid?.() === 0 ? false : 'only root can give a folder away',
  }, () => {
    using one = new Package(TWO);
    spawnSync('chown', ['12345', one.folder]);

    assert.equal(one.run(), 'I am');
    assert.deepEqual(one.code().names, []);
  });

  it('is nothing where nobody loads files so', () => {
    const before = process.listenerCount('exit');

    saveAtExit(undefined);

    assert.equal(process.listenerCount('exit'), before);
  });
});
