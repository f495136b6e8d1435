import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inheritedExecArgv } from '#dist/core/transport/exec-argv.js';

const KEPT: readonly (readonly string[])[] = [
  [],
  ['--import', 'tsx'],
  ['--import=tsx', '--require', './setup.js', '-r', 'dotenv/config', '--loader', './l.mjs'],
  ['--conditions=development', '-C', 'browser'],
  ['--max-old-space-size=200', '--expose-gc', '--stack-trace-limit=50'],
  ['--experimental-strip-types', '--no-warnings', '--enable-source-maps'],
];

for (const argv of KEPT) {
  it(`workers inherit ${argv.join(' ') || 'nothing, if there is nothing'}`, () => {
    assert.deepEqual(inheritedExecArgv(argv), argv);
  });
}

const DROPPED: readonly (readonly [argv: readonly string[], kept: readonly string[]])[] = [
  [['-e', 'new Pool()', '--expose-gc'], ['--expose-gc']],
  [['--eval', 'x', '--input-type', 'module'], []],
  [['--eval=x', '--input-type=module', '--no-warnings'], ['--no-warnings']],
  [['-p', '1 + 1'], []],
  [['-pe', '1 + 1'], []],
  [
    ['--print', '1', '--import', 'tsx'],
    ['--import', 'tsx'],
  ],
  [['-c'], []],
  [['--check', '-i', '--interactive'], []],
  [['--inspect', '--inspect-brk=9229', '--inspect-port', '9230', '--inspect-publish-uid=http'], []],
  [['--test', '--test-reporter', 'tap', '--test-concurrency=2', '--expose-gc'], ['--expose-gc']],
  [['--test-only', '--experimental-test-coverage'], []],
  [['--snapshot-blob', 'app.blob', '--build-snapshot-config', 'app.json', '--build-snapshot'], []],
  [['--watch', '--watch-path', './src', '--watch-preserve-output'], []],
  [['--cpu-prof', '--cpu-prof-dir', 'profiles', '--heap-prof', '--heap-prof-interval=100'], []],
];

for (const [argv, kept] of DROPPED) {
  it(`of ${argv.join(' ')} workers inherit ${kept.join(' ') || 'nothing'}`, () => {
    assert.deepEqual(inheritedExecArgv(argv), kept);
  });
}

it('workers of this program inherit what it was started with', () => {
  assert.deepEqual(inheritedExecArgv(), inheritedExecArgv(process.execArgv));
});
