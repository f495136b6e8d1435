import assert from 'node:assert/strict';
import { it } from 'node:test';
import { KeepAlive } from '#dist/core/base/keep-alive.js';

/** Whether a timer keeps this program alive. Unref'd ones do not count, nor does the test runner have any. */
function isHeld(): boolean {
  return process.getActiveResourcesInfo().includes('Timeout');
}

it('holds the program while there is work, and not a moment longer', () => {
  const keepAlive = new KeepAlive();

  const states = [isHeld()];
  keepAlive.setWorking(true);
  states.push(isHeld());
  keepAlive.setWorking(true);
  keepAlive.setWorking(false);
  states.push(isHeld());

  assert.deepEqual(states, [false, true, false]);
});

it('holds the program while somebody waits, however the wait ends', async () => {
  const keepAlive = new KeepAlive();
  const { promise, resolve } = defer();
  const waiting = keepAlive.during(promise);
  const failing = keepAlive.during(Promise.reject(new Error('no')));

  const whileBoth = isHeld();
  await assert.rejects(failing, { message: 'no' });
  const whileOne = isHeld();
  resolve();
  await waiting;

  assert.deepEqual([whileBoth, whileOne, isHeld()], [true, true, false]);
});

it('holds the program until the last of several pools is idle', () => {
  const [first, second] = [new KeepAlive(), new KeepAlive()];
  first.setWorking(true);
  second.setWorking(true);

  first.setWorking(false);
  const withOne = isHeld();
  second.setWorking(false);

  assert.deepEqual([withOne, isHeld()], [true, false]);
});

function defer(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
