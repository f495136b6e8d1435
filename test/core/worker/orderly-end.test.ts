import assert from 'node:assert/strict';
import { it } from 'node:test';
import { needsOrderlyEnd } from '#dist/core/worker/orderly-end.js';

for (const [env, execArgv, isNeeded] of [
  [{}, [], false],
  [{ NODE_V8_COVERAGE: '/tmp/coverage' }, [], true],
  [{ NODE_V8_COVERAGE: '' }, [], false],
  [{}, ['--cpu-prof', '--cpu-prof-dir=/tmp'], true],
  [{}, ['--cpu-prof-dir=/tmp'], false],
  [{}, ['--heap-prof'], true],
  [{ NODE_OPTIONS: '--no-warnings --cpu-prof' }, [], true],
] as const) {
  const given = JSON.stringify({ env, execArgv });
  it(`a worker with ${given} ${isNeeded ? 'has to' : 'need not'} end in order`, () => {
    assert.equal(needsOrderlyEnd(env, execArgv), isNeeded);
  });
}
