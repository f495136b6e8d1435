/**
 * 200 pools in one program, one after another, of processes and of threads, ended in each way there
 * is. Prints what the program has afterwards, compared with what it had after the first few.
 */
import { readdirSync } from 'node:fs';
import { Pool } from 'manyhands';

const POOLS = 200;
const WARM_UP = 20;

const complaints: string[] = [];
process.on('warning', (warning) => complaints.push(String(warning)));
process.on('unhandledRejection', (reason) => complaints.push(String(reason)));

async function useOne(i: number): Promise<void> {
  const pool = new Pool({
    workers: 1,
    transport: i % 3 === 0 ? 'process' : 'thread',
    idleTimeout: 60_000,
  });
  const result = pool.applyAsync((x: number) => x + 1, [i], {
    timeout: 60_000,
    signal: CONTROLLER.signal,
  });
  if (i % 8 < 6) await result;
  if (i % 4 < 2) await pool.terminate();
  else {
    pool.close();
    await pool.join();
  }
  await result.wait();
}

const CONTROLLER = new AbortController();

function possessions(): Record<string, number> {
  const listeners = process.eventNames().map((name) => process.listenerCount(name));
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    listeners: listeners.reduce((sum, count) => sum + count, 0),
    handles: process.getActiveResourcesInfo().length,
    stderrListeners: process.stderr.eventNames().length,
  };
}

let before = {};
for (let i = 0; i < POOLS; i += 1) {
  if (i === WARM_UP) before = possessions();
  await useOne(i);
}
process.stdout.write(JSON.stringify({ before, after: possessions(), complaints }));
