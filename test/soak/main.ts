/** `npm run soak -- [--minutes 5] [--seed N]`: works and kills for so long; fails with the seed to repeat it. */
import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    lives: { type: 'string', default: 'Infinity' },
  },
});
const seed = Number(values.seed);
const deadline = performance.now() + Number(values.minutes) * 60_000;
console.log(`seed ${seed} (repeat with --seed ${seed})`);
const complaints: unknown[] = [];
process.on('warning', (warning) => complaints.push(warning));

const report = await soak({
  seed,
  goesOn: (life) => performance.now() < deadline && life < Number(values.lives),
  onLife: ({ lives, tasks, strikes }) => {
    if (lives % 20 === 0) console.log(`${lives} pools, ${tasks} tasks, ${strikes} workers killed`);
  },
});

console.log(report);
if (complaints.length > 0) console.error('warnings:', complaints);
process.exitCode = complaints.length === 0 ? 0 : 1;
