/**
 * `npm run cluster:soak [seed]`: 20,000 chunks under each kind of fault, injected five times at moments that
 * the seed decides. Prints a line for each, and fails if anything was lost, wrong or left behind.
 */
import { reasonToSkip } from './nats-server.ts';
import { FAULTS, runUnderFaults } from './chaos.ts';

const CHUNKS = 20_000;
const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
const reason = reasonToSkip();
if (reason !== false) {
  console.error(`not run: ${reason}`);
  process.exit(1);
}
console.log(`seed ${seed}`);
for (const fault of FAULTS) {
  const startedAtMs = performance.now();
  const wrong = await runUnderFaults({ chunks: CHUNKS, fault, seed, times: 5 });
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  const verdict = wrong.length === 0 ? 'whole, nothing left' : wrong.slice(0, 20).join('; ');
  console.log(`${CHUNKS} chunks, ${fault} 5 times: ${verdict} (${seconds} s)`);
  if (wrong.length > 0) process.exitCode = 1;
}
