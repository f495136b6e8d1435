import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Writable } from 'node:stream';
import { onFirstUse } from '#dist/core/worker/first-use.js';

it('hears of stdout and stderr when each is used first, and leaves them as they were', () => {
  const before = Object.getOwnPropertyDescriptors(process);
  const used: Writable[] = [];

  onFirstUse((stream) => used.push(stream));
  assert.deepEqual(used, []);
  const streams = [process.stdout, process.stdout, process.stderr, process.stderr];

  assert.deepEqual(
    used.map((stream) => streams.indexOf(stream as typeof process.stdout)),
    [0, 2],
  );
  const { stdout, stderr } = Object.getOwnPropertyDescriptors(process);
  assert.deepEqual([stdout.get, stderr.get], [before.stdout.get, before.stderr.get]);
});
