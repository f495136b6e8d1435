/** A short soak; `npm run soak` has the long one. */
import { it } from 'node:test';
import assert from 'node:assert/strict';
import { soak } from './soak.ts';

const LIVES = 8;

it('every task has exactly one outcome, a right one, however many workers are killed', {
  timeout: 120_000,
}, async (context) => {
  const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 2 ** 31);
  context.diagnostic(`seed ${seed} (repeat with SOAK_SEED=${seed})`);

  const report = await soak({ seed, goesOn: (life) => life < LIVES });

  assert.equal(report.lives, LIVES);
  assert.ok(report.strikes > 0 && report.tasks > 0);
});
