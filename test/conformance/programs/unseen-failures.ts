/**
 * A program with failures that nobody looks at, and others that are looked at in each of the ways there are. With
 * 'collected' it waits for the warning of a result that is gone; with 'exit' it ends by `process.exit`.
 */
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'manyhands';

const [, , transport, end] = process.argv;
const pool = new Pool({ workers: 1, transport: transport as 'process' });
const fail = (message: string): never => {
  throw new RangeError(message);
};

function lookAtOthers(): Promise<unknown> {
  const aborting = new AbortController();
  const aborted = pool.applyAsync(fail, ['aborted'], { signal: aborting.signal });
  aborting.abort();
  const cancelled = pool.applyAsync(fail, ['cancelled']);
  cancelled.cancel();
  const caught = pool.applyAsync(fail, ['caught']).catch(() => {});
  const got = pool.applyAsync(fail, ['got']);
  const told = pool.mapAsync(fail, ['told'], { errorCallback: () => {} });
  const asked = pool.starmapAsync(fail, [['asked']]);
  kept.push(aborted, told);
  return Promise.all([
    caught,
    got.get(60_000).catch(() => {}),
    asked.wait().then(() => asked.successful()),
    pool.apply(fail, ['awaited']).catch(() => {}),
  ]);
}

/** In a function of its own: a variable of the module would keep the result for as long as the program runs. */
function loseFailure(): void {
  const unseen = pool.mapAsync(fail, ['nobody looks']);
  if (end !== 'collected') kept.push(unseen);
}

const kept: unknown[] = [];
await lookAtOthers();
loseFailure();
if (end === 'collected') {
  let isTold = false;
  process.once('warning', () => {
    isTold = true;
  });
  await pool.apply(() => 'it has failed by now');
  for (let turn = 0; turn < 1000 && !isTold; turn += 1) {
    globalThis.gc?.();
    await setTimeout(5);
  }
  console.log(isTold ? 'told' : 'never told');
}
pool.close();
await pool.join();
if (end === 'exit') process.exit(kept.length === 3 ? 0 : 1);
