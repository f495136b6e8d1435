// Runs the built tests: `node scripts/test.mjs [--all | --long] [--watch] [part of a path ...]`.
//
// Without a part it runs the quick files; with `--long` the others, which `testing/long.mjs` lists; with
// `--all` both. Parts choose among all of them. With `--watch` it builds and runs again after each change.
import { availableParallelism } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { briefReport } from './testing/brief-report.mjs';
import { quickAndLong, testFiles } from './testing/files.mjs';
import { runFiles } from './testing/run-files.mjs';
import { isFailure } from './testing/tally.mjs';
import { terminalReport } from './testing/terminal-report.mjs';
import { watchTests } from './testing/watch.mjs';

const { values, positionals } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

// What a run starts inherits it: positions in what tests see of errors are those of the sources.
process.execArgv = [...process.execArgv, '--enable-source-maps'];
if (values.watch) await watchTests(runTests);
else await runTests();

async function runTests() {
  const report = process.stdout.isTTY ? terminalReport : briefReport;
  await pipeline(Readable.from(report(results())), process.stdout, { end: false });
}

/** Says so to the caller as well if one has failed. */
async function* results() {
  const files = new Set(chosenFiles());
  process.on('exit', () => tellOfSilent(files));
  for await (const result of runFiles([...files], Math.max(2, availableParallelism()))) {
    if (result.events.some(isFailure)) process.exitCode = 1;
    files.delete(result.file);
    yield result;
  }
}

/**
 * node:test tells nothing of a process that has crashed in a certain way: then nothing is waited for any more.
 *
 * @param {ReadonlySet<string>} files
 */
function tellOfSilent(files) {
  if (files.size === 0) return;
  process.exitCode = 1;
  process.stderr.write(
    `✖ ${files.size} files told nothing of their end, among them ${[...files].slice(0, 40).join(', ')}\n`,
  );
}

function chosenFiles() {
  if (positionals.length > 0 || values.all) return testFiles(positionals);
  const { quick, long } = quickAndLong();
  return values.long ? long : quick;
}
