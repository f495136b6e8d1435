/**
 * `npm run fuzz -- --minutes N [--seed S] [--only values|functions|errors|options|chains|talking]`: the pool against its oracles.
 * `npm run fuzz -- --decoders --minutes N [--seed S] [--only frames|lists|…]`: what reads bytes, against bytes that nobody wrote.
 *
 * Two programs: the one tests what is published, the other its parts.
 */
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string' },
    decoders: { type: 'boolean', default: false },
  },
});
const run = {
  seed: Number(values.seed),
  deadlineMs: performance.now() + Number(values.minutes) * 60_000,
  only: values.only,
};
console.log(`seed ${run.seed} (repeat with --seed ${run.seed})`);
const isClean = values.decoders
  ? await (await import('./decoders/search.ts')).searchDecoders(run)
  : await (await import('./differences.ts')).searchDifferences(run);
process.exitCode = isClean ? 0 : 1;
