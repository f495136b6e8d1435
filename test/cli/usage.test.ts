/** What the command refuses before it runs anything, and its help. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { numbered, TASKS, Workspace } from './command.ts';

describe('manyhands refuses, with exit code 2 and nothing run,', () => {
  const refusals: readonly [what: string, args: readonly string[], complaint: RegExp][] = [
    ['a module that is not there', ['./none.mjs'], /no module .*none\.mjs/],
    ['a module that is no JavaScript', ['./in.ndjson'], /must end in \.js/],
    ['an export that is not there', [`${TASKS}#nope`], /has no export 'nope'; it exports .*echo/],
    ['an export that is no function', [`${TASKS}#notAFunction`], /no function as its export/],
    ['an empty export', [`${TASKS}#`], /names no export/],
    ['a module that cannot be loaded', ['./broken.mjs'], /cannot be loaded.*oh no/],
    ['an input that is not there', [TASKS, 'none.ndjson'], /none\.ndjson.*no such file/],
    ['an input that is a folder', [TASKS, '.'], /is a folder/],
    ['stdin twice', [TASKS, '-', '-'], /only once/],
    ['no workers', [TASKS, '-j', '0'], /--jobs must be/],
    ['an unknown unit', [TASKS, '--timeout', '30'], /--timeout must be a duration with its unit/],
    ['an unknown size', [TASKS, '--max-memory', 'lots'], /--max-memory must be a size/],
    ['half a chunk', [TASKS, '--chunk-size', '0.5'], /--chunk-size must be an integer/],
    ['negative retries', [TASKS, '--retries=-1'], /--retries must be an integer/],
    ['an unknown format', [TASKS, '-f', 'xml'], /Allowed choices are ndjson/],
    ['an unknown option', [TASKS, '--wat'], /unknown option '--wat'/],
    ['an output in a folder that is not there', [TASKS, '-o', 'no/out'], /there is no folder no/],
    ['one file for two things', [TASKS, '-o', 'x', '--errors', 'x'], /x is named for two/],
    ['an output that would have to be packed', [TASKS, '-o', 'x.gz'], /would not be packed/],
  ];
  for (const [what, args, complaint] of refusals) {
    it(what, async () => {
      using space = new Workspace();
      space.write('in.ndjson', numbered(1));
      space.write('broken.mjs', 'throw new Error("oh no")');

      const end = await space.run(['map', ...args], { stdin: numbered(1) });

      assert.equal(end.exitCode, 2, end.stderr);
      assert.match(end.stderr, complaint);
      assert.equal(end.stdout, '');
    });
  }
});

describe('manyhands tells', () => {
  it('what a run would do with --dry-run, and runs nothing', async () => {
    using space = new Workspace();
    space.write('in.csv', 'a\n1\n');

    const end = await space.run(['map', TASKS, 'in.csv', '-o', 'out.json', '--dry-run']);

    assert.equal(end.exitCode, 0);
    assert.match(
      end.stdout,
      /#default\ninput +in\.csv \(csv\)\noutput +out\.json \(json, ordered\)/,
    );
    assert.throws(() => space.read('out.json.part'), { code: 'ENOENT' });
  });

  it('the machine with info, for people and for programs', async () => {
    using space = new Workspace();

    const text = await space.start(['info']);
    const json = await space.run(['info', '--json']);

    assert.match(text.stdout, /workers +2 by default: MANYHANDS_CPU_COUNT says so/);
    assert.ok('typescript' in (JSON.parse(json.stdout) as object));
  });

  it('everything about map on one screen', async () => {
    using space = new Workspace();

    const { stdout, exitCode } = await space.run(['map', '--help']);

    assert.equal(exitCode, 0);
    assert.ok(stdout.split('\n').length <= 36, stdout);
    assert.equal(stdout.match(/^ {2}manyhands map /gm)?.length, 3);
  });
});
