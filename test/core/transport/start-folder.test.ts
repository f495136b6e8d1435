import assert from 'node:assert/strict';
import { it } from 'node:test';
import { absolutePaths } from '#dist/core/transport/start-folder.js';

for (const [given, expected] of [
  [[], []],
  [
    ['--import', './hook.mjs'],
    ['--import', '/start/hook.mjs'],
  ],
  [['--import=../hook.mjs'], ['--import=/hook.mjs']],
  [
    ['-r', './a.cjs', '--require=./b.cjs'],
    ['-r', '/start/a.cjs', '--require=/start/b.cjs'],
  ],
  [
    ['--import', 'tsx', '--loader', 'file:///l.mjs', '--import', '/abs.mjs'],
    ['--import', 'tsx', '--loader', 'file:///l.mjs', '--import', '/abs.mjs'],
  ],
  [
    ['--title', './not-a-module'],
    ['--title', './not-a-module'],
  ],
] as const) {
  it(`options of Node are about the folder of the start: ${given.join(' ') || 'none'}`, () => {
    assert.deepEqual(absolutePaths(given, '/start'), expected);
  });
}
