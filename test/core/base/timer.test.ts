import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MAX_TIMER_MS, timerMs } from '#dist/core/base/timer.js';

it('leaves times as they are that a timer can take', () => {
  assert.deepEqual([0, 0.5, 1000, MAX_TIMER_MS].map(timerMs), [0, 0.5, 1000, MAX_TIMER_MS]);
});

it('takes the longest time there is for longer ones, and for ever', () => {
  assert.deepEqual([MAX_TIMER_MS + 1, Number.POSITIVE_INFINITY].map(timerMs), [
    MAX_TIMER_MS,
    MAX_TIMER_MS,
  ]);
});

it('stays within what Node takes without a warning, and one more would not', async () => {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error): unknown => warnings.push(name);
  process.on('warning', onWarning);

  clearTimeout(setTimeout(() => {}, MAX_TIMER_MS));
  await new Promise((resolve) => setImmediate(resolve));
  const within = [...warnings];
  clearTimeout(setTimeout(() => {}, MAX_TIMER_MS + 1));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', onWarning);

  assert.deepEqual([within, warnings], [[], ['TimeoutOverflowWarning']]);
});
