/** Reads two results of an endless iteration and comes to its end without closing anything. */
import { Pool } from 'manyhands';

function* naturals(): Generator<number> {
  for (let n = 0; ; n += 1) yield n;
}

const pool = new Pool({
  workers: 1,
  transport: process.argv[2] as 'process' | 'thread' | 'inline',
});
const results = pool.imap((n: number) => n, naturals());
for (let i = 0; i < 2; i += 1) process.stdout.write(`${(await results.next()).value} `);
console.log();
