/** A program whose timers are those of a test: none of them keeps it alive. */
import { mock } from 'node:test';
import { Pool } from 'manyhands';

mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] });
const transport = process.argv[2] as 'process';
const pool = new Pool({ workers: 1, transport });
console.log(String(await pool.map((x: number) => x * 2, [1, 2])));
const thrown: unknown = await pool.apply(() => new Array(-1)).catch((error: unknown) => error);
console.log((thrown as Error).name);
await pool.terminate();
