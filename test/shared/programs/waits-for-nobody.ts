/** Has passed objects, and waits for nobody: it ends by itself. */
import { Pool } from 'manyhands';
import { Event, Queue, serve } from 'manyhands/shared';

const pool = new Pool(1);
const queue = new Queue<number>();
const event = new Event();
const remote = serve({ add: (a: number, b: number) => a + b });
await pool.apply(async () => {
  await queue.put(await remote.add(1, 2));
  void event.wait(); // a worker that waits keeps no program alive
});
console.log(await queue.get());
