/** Functions reach workers out of each test runner, and counters that a coverage tool has put into them do no harm. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from '../core/codec/function/run-program.js';
import { runners } from './programs.js';

describe('A test with pools', () => {
  for (const [name, runner] of Object.entries(runners)) {
    it(`passes under ${name}`, async () => {
      const output = await runProgram(runner); // a test that fails is a program that fails

      assert.match(output, runner.passed);
      if (runner.covered !== undefined) assert.match(output, runner.covered);
    });
  }
});
