/**
 * `npm run cluster:soak -- [seed] [--garbage N] [--minutes N] [--chunks N]`: a job of 20,000 chunks under each kind
 * of fault, injected five times at moments that the seed decides; the last kind is the death of the leader of three
 * servers that keep everything three times. With `--garbage`, somebody without the key writes so many messages a
 * second meanwhile (test/cluster/garbage.ts). With `--minutes`, all of it again with the next seed until they are
 * over. Prints a line for each job, and fails if anything was lost, wrong or left behind.
 */
import { parseArgs } from 'node:util';
import { FAULTS, LEADER_KILLED, runUnderFaults } from './chaos.ts';
import { reasonToSkip } from './nats-server.ts';

const { values, positionals } = parseArgs({
  options: {
    garbage: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '0' },
    chunks: { type: 'string', default: '20000' },
  },
  allowPositionals: true,
});
const [garbage, minutes, chunks] = [values.garbage, values.minutes, values.chunks].map(Number);
const reason = reasonToSkip();
if (reason !== false) {
  console.error(`not run: ${reason}`);
  process.exit(1);
}
const untilMs = performance.now() + Number(minutes) * 60_000;
/** What garbage leaves on a server is not counted. */
const WHOLE =
  garbage === 0 ? 'whole, nothing left' : `whole, beside ${garbage} messages of garbage a second`;
let seed = Number(positionals[0] ?? Date.now() % 1_000_000);
do {
  console.log(`seed ${seed}`);
  for (const fault of [...FAULTS, LEADER_KILLED] as const) {
    const startedAtMs = performance.now();
    const run = { chunks: Number(chunks), fault, seed, times: 5, garbage: Number(garbage) };
    const wrong = await runUnderFaults(run);
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
    const verdict = wrong.length === 0 ? WHOLE : wrong.slice(0, 20).join('; ');
    console.log(`${chunks} chunks, ${fault} 5 times: ${verdict} (${seconds} s)`);
    if (wrong.length > 0) process.exitCode = 1;
  }
  seed += 1;
} while (performance.now() < untilMs);
