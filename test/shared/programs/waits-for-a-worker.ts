/** Waits for what a worker puts when its task is long over. */
import { Pool } from 'manyhands';
import { Queue } from 'manyhands/shared';

const pool = new Pool(1);
const queue = new Queue<string>();
await pool.apply(async () => {
  setTimeout(() => void queue.put('later'), 200);
  await queue.size();
});
console.log(await queue.get());
