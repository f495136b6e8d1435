/** A program that lets go of a running pool and waits until that is noticed. Needs `--expose-gc`. */
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'manyhands';

const transport = process.argv[2] as 'process';
const pids: number[] = [];
process.on('warning', (warning) => {
  console.log(JSON.stringify({ name: warning.name, message: warning.message, pids }));
  process.exit(0);
});

async function useAndForget(): Promise<void> {
  const pool = new Pool({ workers: 1, transport, name: 'lost' });
  await pool.apply(() => 1);
  pids.push(...pool.workers.map(({ pid }) => pid));
}

process.exitCode = 1;
await useAndForget();
for (let turn = 0; turn < 1000; turn += 1) {
  globalThis.gc?.();
  await setTimeout(5);
}
