/**
 * A program with a pool, to be killed: `with-pool.js process|thread idle|loop|wait|nested|call [without-setpriv]`.
 * Says the process ids of its workers, and each busy one that it has started.
 */
import { Pool } from 'manyhands';
import { Event } from 'manyhands/shared';

const [, , kind = 'process', doing = 'idle', without] = process.argv;
if (without !== undefined) process.env['PATH'] = '/nowhere';

const pool = new Pool({ workers: 2, transport: kind as 'process' | 'thread' });
await pool.ready();
process.stdout.write(`workers ${pool.workers.map(({ pid }) => pid).join(' ')}\n`);
const never = new Event();
const tasks = { loop, wait, nested, call };
if (doing === 'idle') process.stdout.write('started\nstarted\n');
else await Promise.all([pool.apply(tasks[doing as 'loop']), pool.apply(tasks[doing as 'loop'])]);
setInterval(() => {}, 1000);

/** Blocks its thread for ever. */
function loop(): void {
  process.getBuiltinModule('node:fs').writeSync(1, 'started\n');
  for (;;);
}

async function wait(): Promise<void> {
  process.getBuiltinModule('node:fs').writeSync(1, 'started\n');
  await new Promise(() => {});
}

/** Waits for the program, and does not take a no for an answer. */
async function call(): Promise<void> {
  await never.isSet();
  process.getBuiltinModule('node:fs').writeSync(1, 'started\n');
  for (;;) await never.wait().catch(() => {});
}

/** A pool in the worker, whose worker is in a loop. */
async function nested(): Promise<void> {
  const { Pool: Inner } = await import('manyhands');
  const inner = new Inner(1);
  await inner.ready();
  process
    .getBuiltinModule('node:fs')
    .writeSync(1, `workers ${inner.workers.map(({ pid }) => pid).join(' ')}\n`);
  await inner.apply(() => {
    process.getBuiltinModule('node:fs').writeSync(1, 'started\n');
    for (;;);
  });
}
