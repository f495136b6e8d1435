/** A task writes 10 MB to stdout and 1 MB to stderr. */
import { Pool } from 'manyhands';

const [, , kind = 'process'] = process.argv;
const pool = new Pool({ workers: 1, transport: kind as 'process' | 'thread' });
await pool.apply(async () => {
  for (let i = 0; i < 160; i += 1) {
    if (!process.stdout.write('o'.repeat(65_536)))
      await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  for (let i = 0; i < 16; i += 1) {
    await new Promise((resolve) => process.stderr.write('e'.repeat(65_536), resolve));
  }
});
pool.close();
await pool.join();
