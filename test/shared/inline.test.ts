import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Pool } from 'manyhands';
import { Event, Lock } from 'manyhands/shared';
import { sharedSuite } from './shared.suite.ts';

sharedSuite({
  kind: 'inline',
  lacks: {
    kill: 'a task that runs in the thread of its caller cannot be ended',
    death: 'a task that ended its worker would end the program',
    isolation: 'all workers share the program',
  },
});

it('a task that ends while another one holds a lock is not told to release it', async () => {
  await using pool = new Pool({ workers: 2, transport: 'inline' });
  const [lock, done] = [new Lock(), new Event()];
  const warnings: Error[] = [];
  const note = (warning: Error): number => warnings.push(warning);
  process.on('warning', note);

  const holding = pool.apply(async () => await lock.run(async () => await done.wait()));
  await pool.apply(async () => await lock.isLocked());
  await done.set();
  await holding;

  await new Promise((resolve) => setImmediate(resolve)); // a warning comes in a tick of its own
  process.off('warning', note);
  assert.deepEqual(warnings, []);
});
