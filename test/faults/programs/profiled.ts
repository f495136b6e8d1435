/**
 * A pool that is terminated: `profiled.js process|thread OPTIONS-OF-PROCESSES`. Its workers' profiles are for whoever
 * started it. Threads have the program's own options, processes not those that are about itself.
 */
import { Pool } from 'manyhands';

const [, , kind = 'process', ...execArgv] = process.argv;
const own = kind === 'process' && execArgv.length > 0 ? { execArgv } : {};
const transport = kind as 'process' | 'thread';
const pool = new Pool({ workers: 1, transport, killGrace: 20_000, ...own });
await pool.apply((x: number) => x + 1, [1]);
await pool.terminate();
