// Runs the built tests: `node scripts/test.mjs [part of a path ...]`.
import { spawnSync } from 'node:child_process';
import { testFiles } from './test-files.mjs';

const { status } = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', '--test-concurrency=2', ...testFiles(process.argv.slice(2))],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
