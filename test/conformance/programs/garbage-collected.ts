/** A program that loses its last reference to a running pool and waits for the warning. Needs `--expose-gc`. */
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'manyhands';

const transport = process.argv[2] as 'process';
const pids: number[] = [];
process.on('warning', (warning) => {
  console.log(JSON.stringify({ name: warning.name, message: warning.message, pids }));
  process.exit(0);
});

async function useWithoutClosing(): Promise<void> {
  const pool = new Pool({ workers: 1, transport, name: 'lost' });
  await pool.apply(() => 1);
  pids.push(...pool.workers.map(({ pid }) => pid));
}

process.exitCode = 1;
await useWithoutClosing();
for (let turn = 0; turn < 1000; turn += 1) {
  globalThis.gc?.();
  await setTimeout(5);
}
