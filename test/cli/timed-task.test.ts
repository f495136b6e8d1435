import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { it } from 'node:test';
import { runTimed } from '#dist/cli/timed-task.js';
import { Workspace } from './command.ts';

it('runTimed returns the outcome, a thrown error too, with when and for how long', async () => {
  using space = new Workspace();
  space.write(
    'task.mjs',
    'export async function half(n) { if (n % 2) throw new RangeError("odd"); return n / 2; }',
  );
  const url = pathToFileURL(space.path('task.mjs')).href;
  const before = Date.now();

  const even = await runTimed([url, 'half', 4]);
  const odd = await runTimed([url, 'half', 3]);

  assert.deepEqual(even.outcome, { ok: true, value: 2 });
  assert.ok(!odd.outcome.ok && odd.outcome.error instanceof RangeError);
  for (const { startedAtMs, durationMs, worker } of [even, odd]) {
    assert.ok(startedAtMs >= before && durationMs >= 0);
    assert.equal(worker, undefined); // this is the program, not a worker
  }
});
