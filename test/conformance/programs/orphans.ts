/** A program whose workers are stuck in loops. It is to be killed. */
import { Pool } from 'manyhands';

const pool = new Pool({ workers: 2, transport: process.argv[2] as 'process' });
await pool.ready();
console.log(JSON.stringify(pool.workers.map(({ pid }) => pid)));
const busy = pool.map(() => {
  for (;;);
}, [1, 2]);
await busy;
