import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Worker } from 'node:worker_threads';
import {
  isProfiled,
  loadsModulesFirst,
  openThread,
  threadEnvironment,
} from '#dist/core/transport/thread-options.js';
import { openOptions } from '../handle/fake-channel.ts';

const THREAD = {} as Worker;

it('opens a thread without the options that it refuses, because they are those of the process', () => {
  const tried: (readonly string[] | undefined)[] = [];
  const open = (execArgv: readonly string[] | undefined): Worker => {
    tried.push(execArgv);
    if (tried.length > 1) return THREAD;
    const message = 'Initiated Worker with invalid execArgv flags: --expose-gc, --title=x';
    throw Object.assign(new Error(message), { code: 'ERR_WORKER_INVALID_EXEC_ARGV' });
  };

  const inherited = ['--expose-gc', '--import', '/a.mjs', '--title=x'];
  const opened = openThread(openOptions(), open, inherited);

  assert.equal(opened, THREAD);
  assert.deepEqual(tried.slice(1), [['--import', '/a.mjs']]);
});

it('lets a thread refuse what somebody has asked for', () => {
  const open = (): never => {
    const message = 'Initiated Worker with invalid execArgv flags: --title=x';
    throw Object.assign(new Error(message), { code: 'ERR_WORKER_INVALID_EXEC_ARGV' });
  };

  assert.throws(() => openThread({ ...openOptions(), execArgv: ['--title=x'] }, open), /title/);
});

it('passes on what else is thrown when a thread is opened', () => {
  const open = (): never => {
    throw new RangeError('no threads left');
  };

  assert.throws(() => openThread(openOptions(), open), RangeError);
});

it('gives a thread no variable that is undefined', () => {
  const env = threadEnvironment({ ...openOptions(), env: { GIVEN: 'yes', TAKEN: undefined } });

  assert.equal(env['GIVEN'], 'yes');
  assert.equal('TAKEN' in env, false);
});

it('knows a thread that writes its coverage when it ends in order', () => {
  const covered = { ...openOptions(), env: { NODE_V8_COVERAGE: '/tmp' } };
  const plain = { ...openOptions(), env: { NODE_V8_COVERAGE: undefined } };

  assert.deepEqual([isProfiled(covered), isProfiled(plain)], [true, false]);
});

it('knows a thread that may load modules before our own script', () => {
  const plain = { ...openOptions(), execArgv: [], env: { NODE_OPTIONS: undefined } };
  const all = [
    plain,
    { ...plain, execArgv: ['--import', 'tsx'] },
    { ...plain, env: { NODE_OPTIONS: '--require ./patches.cjs' } },
  ];

  assert.deepEqual(all.map(loadsModulesFirst), [false, true, true]);
});
