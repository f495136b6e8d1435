/** What keeps a program with processes and actors alive, and what is left of them when it ends. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAlive, runProgram } from '../program.ts';
import { until } from '../until.ts';

const ALARM = { timeout: 60_000 };
const WAITS = new URL('./programs/waits.js', import.meta.url);
const STRUCK = new URL('./programs/is-struck.js', import.meta.url);

describe('a program', () => {
  for (const kind of ['process', 'thread']) {
    it(`stays until its ${kind} has done its work`, ALARM, async () => {
      const end = await runProgram(WAITS, { args: [kind] });

      assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, 'done\n', '']);
    });
  }

  it('ends although it has an actor that nobody calls', ALARM, async () => {
    const end = await runProgram(WAITS, { args: ['actor'] });

    assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, '42\n', '']);
  });

  it('ends with process.exit whatever they do', ALARM, async () => {
    const end = await runProgram(WAITS, { args: ['exits'] });

    assert.deepEqual([end.exitCode, end.stderr], [0, '']);
  });

  it('is told of a failure at which nobody has looked', ALARM, async () => {
    const end = await runProgram(WAITS, { args: ['fails'] });

    assert.equal(end.exitCode, 0);
    assert.match(end.stderr, /MANYHANDS_UNHANDLED_FAILURE[^]*RangeError: nobody looks/);
  });

  it('does not start processes for ever by a module that starts some', ALARM, async () => {
    const end = await runProgram(new URL('./programs/imports-module.js', import.meta.url));

    assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, 'true\ntrue\n', '']);
  });

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`that is ended by ${signal} takes all of them with it`, {
      ...ALARM,
      skip: process.platform === 'win32',
    }, async () => {
      const end = await runProgram(STRUCK, { onOutput: (_text, child) => child.kill(signal) });

      const pids = [...new Set(end.stdout.trim().split(' ').map(Number))];
      assert.equal(end.signal, signal);
      assert.ok(pids.length >= 4, end.stdout);
      await until('all of them to be gone', () => !pids.some(isAlive));
    });
  }
});
