/** A program that ends before its pool is even ready. */
import { Pool } from 'manyhands';

const pool = new Pool({ workers: 2, transport: process.argv[2] as 'process' });
// Held: one that nobody has is collected any time, from Node 24 on at once, and that is warned of.
process.on('exit', () => pool.workers);
