// `npm run test:ten`: runs suites again and again while another program keeps a core busy, and says
// how often each came out well:
// `node scripts/repeat.mjs [times] [part of a path ...] [--load 1] [--at-once 2]`.
//
// A suite that is right nine times out of ten is wrong, and only repetition shows it; and what waits
// for the machine instead of for an event shows when the machine is slow. `--load` says how many busy
// programs run beside the tests: one on two cores leaves the tests half of what they are used to.
// `--at-once` says how many test files: with more than there are cores each waits for the others as well.
import { spawn } from 'node:child_process';
import { run } from 'node:test';
import { parseArgs } from 'node:util';
import { testFiles } from './testing/files.mjs';

/** What must never hang, and what could let it. */
const SUITES = [
  'test/faults',
  'test/soak',
  'test/core/transport',
  'test/streams',
  'test/conformance',
];
/** An alarm for a file that hangs, not a measure: the slowest takes a minute on a machine at rest. */
const ALARM_MS = 900_000;

const { values, positionals } = parseArgs({
  options: {
    load: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '2' },
  },
  allowPositionals: true,
});
const [times = '10', ...parts] = positionals;
const concurrency = Number(values['at-once']);
if (!(Number(times) >= 1 && Number(values.load) >= 0 && concurrency >= 1)) {
  console.error(
    'usage: node scripts/repeat.mjs [times] [part of a path ...] [--load 1] [--at-once 2]',
  );
  process.exit(2);
}
const files = testFiles(parts.length === 0 ? SUITES : parts);
/** @type {string[]} */
const failures = [];
const load = Array.from({ length: Number(values.load) }, () =>
  spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }),
);
process.once('exit', () => load.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

console.log(`${files.length} test files, ${times} times, beside ${load.length} busy program(s)`);
let green = 0;
for (let round = 1; round <= Number(times); round += 1) {
  const { passed, skipped, failed, seconds } = await runOnce();
  if (failed.length === 0) green += 1;
  failures.push(...failed.map((failure) => `run ${round}: ${failure}`));
  console.log(
    `run ${round}: ${passed} passed, ${skipped} skipped, ${failed.length} failed (${seconds} s)`,
  );
  for (const failure of failed) console.log(`  ✖ ${failure}`);
}

console.log(`${green} of ${times} runs were green`);
for (const failure of failures) console.log(`  ✖ ${failure}`);
process.exit(green === Number(times) ? 0 : 1);

/** Runs every file once; a suite only sums up its tests, so it is not counted. */
async function runOnce() {
  const startedAtMs = Date.now();
  /** @type {{ passed: number, skipped: number, failed: string[], seconds: string }} */
  const tally = { passed: 0, skipped: 0, failed: [], seconds: '' };
  const events = run({ files, concurrency, timeout: ALARM_MS });
  events.on('test:pass', ({ details, skip }) => {
    if (details.type === 'suite') return;
    if (skip === undefined) tally.passed += 1;
    else tally.skipped += 1;
  });
  events.on('test:fail', ({ name, file, details }) => {
    if (details.type === 'suite') return;
    tally.failed.push(`${name} (${file ?? 'no file'}): ${reasonOf(details.error)}`);
  });
  events.resume();
  await new Promise((resolve) => events.once('end', resolve));
  tally.seconds = ((Date.now() - startedAtMs) / 1000).toFixed(0);
  return tally;
}

/** @param {Error} error */
function reasonOf({ cause = 'no reason' }) {
  return String(cause instanceof Error ? cause.stack : cause).replaceAll('\n', '\n      ');
}
