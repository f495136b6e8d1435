// `npm run check`: everything CI asks of a change, from cheap to dear, and then which of it failed.
// Steps go on after a failure: one run shows all there is to mend. `npm run check -- lint format`
// runs only those steps, `npm run check -- --except test` all others. The tests come last, so that
// their summary is what one sees.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const STEPS = ['format', 'build', 'types', 'lint', 'unused', 'package', 'docs', 'test', 'long'];
/** They report as they go; of the others only the complaints are shown. */
const IN_FULL_VIEW = ['test', 'long'];

const { values, positionals } = parseArgs({
  options: { except: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});
const unknown = [...positionals, ...values.except].filter((step) => !STEPS.includes(step));
if (unknown.length > 0) {
  console.error(`no step is called ${unknown.join(', ')}; there are: ${STEPS.join(', ')}`);
  process.exit(2);
}

const wanted = STEPS.filter((step) => positionals.length === 0 || positionals.includes(step));
const failed = wanted.filter((step) => !values.except.includes(step) && !passes(step));
if (failed.length > 0) {
  console.error(`\ncheck failed: ${failed.map((step) => `npm run check:${step}`).join(', ')}`);
  process.exit(1);
}

/** @param {string} step */
function passes(step) {
  const startedAtMs = Date.now();
  const isInView = IN_FULL_VIEW.includes(step);
  const run = spawnSync('npm', ['run', '--silent', `check:${step}`], {
    stdio: isInView ? 'inherit' : 'pipe',
    encoding: 'utf8',
  });
  const hasPassed = run.status === 0;
  if (!hasPassed && !isInView) console.log(run.stdout + run.stderr);
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  console.log(`${hasPassed ? '✔' : '✖'} ${step} (${seconds} s)`);
  return hasPassed;
}
