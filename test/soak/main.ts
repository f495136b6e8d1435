/**
 * `npm run soak -- [--minutes 5] [--seed N]`: works and kills for so long; fails with the seed to repeat it.
 * With `--server` it is the example server that is worked and killed, through its clients.
 */
import { parseArgs } from 'node:util';
import { Random } from './random.ts';
import { soakServer } from './server-soak.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    lives: { type: 'string', default: 'Infinity' },
    server: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const minutes = Number(values.minutes);
console.log(`seed ${seed} (repeat with --seed ${seed})`);
const complaints: unknown[] = [];
process.on('warning', (warning) => complaints.push(warning));

const report = values.server ? await ofServer() : await ofPools();

console.log(report);
if (complaints.length > 0) console.error('warnings:', complaints);
process.exitCode = complaints.length === 0 ? 0 : 1;

async function ofPools(): Promise<object> {
  const deadline = performance.now() + minutes * 60_000;
  return await soak({
    seed,
    goesOn: (life) => performance.now() < deadline && life < Number(values.lives),
    onLife: ({ lives, tasks, strikes }) => {
      if (lives % 20 === 0)
        console.log(`${lives} pools, ${tasks} tasks, ${strikes} workers killed`);
    },
  });
}

async function ofServer(): ReturnType<typeof soakServer> {
  return await soakServer(minutes, new Random(seed), (round, { answers, kills }) => {
    console.log(JSON.stringify({ ...round, ...answers, kills }));
  });
}
