/** A program that gives up waiting for a pool that is never ready, and forgets it: it has to end. */
import { Pool } from 'manyhands';

const transport = process.argv[2] as 'process';
const pool = new Pool({
  workers: 1,
  transport,
  initializer: () => new Promise(() => {}),
  startTimeout: Number.POSITIVE_INFINITY,
});
await pool.ready(50).catch((error: unknown) => console.log(Reflect.get(error as Error, 'code')));
