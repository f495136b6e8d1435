/** A worker that has captured a queue, and knows no other class yet, gets a lock by it. */
import { Pool } from 'manyhands';
import { Lock, Queue } from 'manyhands/shared';

await using pool = new Pool(1);
const queue = new Queue<{ lock: Lock }>();
const task = pool.applyAsync(async () => {
  const { lock } = await queue.get();
  return await lock.isLocked();
});
await queue.put({ lock: new Lock() });
console.log(await task);
