/** `node build/test/cli/kills.js --kills 50 [--seed 1]`: the test of resuming, as long as one likes. */
import { parseArgs } from 'node:util';
import { killAndResume } from './kill-and-resume.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});
for (const isOrdered of [true, false]) {
  const seed = Number(values.seed);
  const report = await killAndResume({ seed, kills: Number(values.kills), isOrdered });
  console.log(isOrdered ? 'ordered' : 'unordered', { seed, ...report });
  if (report.differences.length > 0) process.exitCode = 1;
}
