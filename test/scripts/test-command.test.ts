/** What `npm test` shows to a reader without a terminal, in a folder with test files of its own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../../scripts/test.mjs', import.meta.url));
const IMPORTS =
  "import assert from 'node:assert/strict';\nimport { after, beforeEach, describe, it } from 'node:test';\n";
const TELLS_NOTHING = Number(process.versions.node.split('.')[0]) >= 22;
const PASSING = "it('passes', () => console.log('on purpose'));\n";

describe('npm test, without a terminal', () => {
  it('shows a failure in full: place, path of titles, message, stack, and what its file has written', () => {
    const { exitCode, lines } = runIn({
      'a.test.js':
        "describe('a pool', () => {\n  it('ends', () => {\n    console.error('it began');\n    assert.equal(1, 2);\n  });\n});\n",
    });

    const text = lines.join('\n');
    assert.equal(exitCode, 1);
    assert.equal(lines[0], '✖ build/test/a.test.js › a pool › ends');
    assert.match(lines[1] ?? '', /^ {2}at .*a\.test\.js:4:3$/);
    assert.match(text, /AssertionError .*: Expected values to be strictly equal:\s+1 !== 2/);
    assert.match(text, /at TestContext\.<anonymous> \(.*a\.test\.js:6:12\)/);
    assert.doesNotMatch(text, /node:internal/);
    assert.match(text, /the file has written:\n +\| +it began/);
    assert.match(lines.at(-1) ?? '', /^0 passed, 1 failed, 0 skipped, 0 to do, in 1 files/);
  });

  it('shows of a run without a failure the reasons to skip and the counts, and nothing that was printed', () => {
    const { exitCode, lines } = runIn({
      'a.test.js': `${PASSING.repeat(400)}it('is skipped', { skip: 'no server' }, () => {});\n`,
      'b.test.js': `${PASSING}process.emitWarning('on purpose');\nit('fails', { todo: 'later' }, () => assert.fail());\n`,
    });

    assert.equal(exitCode, 0);
    assert.deepEqual(lines.slice(0, 2), ['skipped:', '  1 × no server']);
    assert.match(
      lines[2] ?? '',
      /^401 passed, 0 failed, 1 skipped, 1 to do, in 2 files and \d+ s$/,
    );
    assert.equal(lines.length, 3);
  });

  it('counts a hook and a file that fail, and says how a file ended', () => {
    const { exitCode, lines } = runIn({
      'a.test.js': "it('passes', () => {});\nsetTimeout(() => process.exit(7), 50);\n",
      'b.test.js': 'this is no program\n',
      'c.test.js':
        "describe('a suite', () => {\n  it('passes', () => {});\n  after(() => assert.fail('no end'));\n});\n",
    });

    const text = lines.join('\n');
    assert.equal(exitCode, 1);
    assert.match(text, /✖ build\/test\/a\.test\.js\n[^✖]*its process ended with 7/);
    assert.match(text, /✖ build\/test\/b\.test\.js\n[^✖]*SyntaxError/);
    assert.match(text, /✖ build\/test\/c\.test\.js › a suite\n[^✖]*no end/);
    assert.match(lines.at(-1) ?? '', /^2 passed, 3 failed/);
  });

  it('has at most 300 lines, and all failures in a file', () => {
    const failing = "it('fails', () => assert.deepEqual([...Array(20).keys()], []));\n".repeat(200);

    const { exitCode, lines, failures } = runIn({ 'a.test.js': failing });

    assert.equal(exitCode, 1);
    assert.ok(lines.length <= 300, `${lines.length} lines`);
    assert.match(lines.at(-3) ?? '', /^\d+ failures did not fit: build.test-failures\.txt has all/);
    assert.match(lines.at(-1) ?? '', /^0 passed, 200 failed/);
    assert.equal(failures.match(/^✖/gm)?.length, 200);
  });

  it('names the line of the source, not of what was built of it', () => {
    const { lines } = runIn({
      'a.test.js': "it('fails', () => assert.fail('no'));\n//# sourceMappingURL=a.test.js.map\n",
      'a.test.js.map': JSON.stringify({
        version: 3,
        sources: ['../../test/a.test.ts'],
        names: [],
        mappings: ';;AASA', // line 3 of what was built is line 10 of the source
      }),
    });

    assert.equal(lines[0], '✖ test/a.test.ts › fails');
    assert.match(lines[1] ?? '', /^ {2}at test\/a\.test\.ts:10:1$/);
    assert.match(lines.join('\n'), /<anonymous> \(test\/a\.test\.ts:10:1\)/);
  });
});

describe('npm test, of files that share a process,', () => {
  it('tells of each file as if it had one, and keeps what it sets up to it', () => {
    const { exitCode, lines } = runIn({
      'core/a.test.js':
        "beforeEach(() => assert.fail('of a'));\nit('fails', () => console.log('said by a'));\n",
      'core/b.test.js': `${PASSING}describe('a suite', () => {\n  it('fails', () => assert.equal(1, 2));\n});\n`,
      'core/c.test.js': 'this is no program\n',
    });

    const text = lines.join('\n');
    assert.equal(exitCode, 1);
    assert.match(text, /✖ build\/test\/core\/a\.test\.js › fails\n[^✖]*of a/);
    assert.match(
      text,
      /✖ build\/test\/core\/b\.test\.js › a suite › fails\n {2}at .*core\/b\.test\.js:5:3/,
    );
    assert.match(text, /✖ build\/test\/core\/c\.test\.js\n[^✖]*SyntaxError/);
    assert.match(lines.at(-1) ?? '', /^1 passed, 3 failed, 0 skipped, 0 to do, in 3 files/);
  });

  it('fails those that have not come to their end when it ends, and says where it did', (t) => {
    if (TELLS_NOTHING)
      return t.skip('from Node 22 on the runner tells nothing of a process that exits');
    const { exitCode, lines } = runIn({
      'core/a.test.js': PASSING,
      'core/b.test.js': "it('exits', () => process.exit(0));\n",
      'core/c.test.js': PASSING,
    });

    const text = lines.join('\n');
    assert.equal(exitCode, 1);
    assert.doesNotMatch(text, /✖ build\/test\/core\/a/);
    for (const file of ['b', 'c'])
      assert.match(
        text,
        new RegExp(`✖ build/test/core/${file}\\.test\\.js\n[^✖]*ended in .*b\\.test\\.js`),
      );
    assert.match(lines.at(-1) ?? '', /^1 passed, 2 failed, 0 skipped, 0 to do, in 3 files/);
  });

  it('fails for what happens when all of them are done', () => {
    const { exitCode, lines } = runIn({
      'core/a.test.js': `${PASSING}setTimeout(() => process.exit(7), 50);\n`,
      'core/b.test.js': PASSING,
    });

    assert.equal(exitCode, 1);
    assert.match(lines.join('\n'), /its process ended with 7/);
  });
});

interface Run {
  readonly exitCode: number | null;
  /** Of its stdout, without the empty one at the end. */
  readonly lines: readonly string[];
  /** What `build/test-failures.txt` has, if it is there. */
  readonly failures: string;
}

/** Runs the command in a folder with these built test files. */
function runIn(files: Readonly<Record<string, string>>): Run {
  const folder = mkdtempSync(join(tmpdir(), `manyhands-${process.pid}-tests-`));
  try {
    mkdirSync(join(folder, 'build', 'test'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, 'build', 'test', dirname(name)), { recursive: true });
      writeFileSync(
        join(folder, 'build', 'test', name),
        name.endsWith('.js') ? IMPORTS + text : text,
      );
    }
    // Node runs no tests in what says to be a part of a test itself.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const run = spawnSync(process.execPath, [COMMAND], { cwd: folder, env, encoding: 'utf8' });
    assert.equal(run.stderr, '');
    const failures = join(folder, 'build', 'test-failures.txt');
    const lines = run.stdout.trimEnd().split('\n');
    return { exitCode: run.status, lines, failures: read(failures) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
