// `npm run check`: everything CI asks of a change, from cheap to dear, and then which of it failed.
// Steps go on after a failure: one run shows all there is to mend. `npm run check -- lint format`
// runs only those steps; the tests come last, so that their summary is what one sees.
import { spawnSync } from 'node:child_process';

const STEPS = ['format', 'build', 'types', 'lint', 'unused', 'package', 'test'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((step) => !STEPS.includes(step));
if (unknown.length > 0) {
  console.error(`no step is called ${unknown.join(', ')}; there are: ${STEPS.join(', ')}`);
  process.exit(2);
}

const failed = STEPS.filter((step) => wanted.length === 0 || wanted.includes(step)).filter(
  (step) => !passes(step),
);
if (failed.length > 0) {
  console.error(`\ncheck failed: ${failed.map((step) => `npm run check:${step}`).join(', ')}`);
  process.exit(1);
}

/** Runs one step: the tests in full view, of the others only the complaints. */
function passes(step) {
  const startedAtMs = Date.now();
  const run = spawnSync('npm', ['run', '--silent', `check:${step}`], {
    stdio: step === 'test' ? 'inherit' : 'pipe',
    encoding: 'utf8',
  });
  const hasPassed = run.status === 0;
  if (!hasPassed && step !== 'test') console.log(run.stdout + run.stderr);
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  console.log(`${hasPassed ? '✔' : '✖'} ${step} (${seconds} s)`);
  return hasPassed;
}
