// Which of the built test files to run. Node 20's own `--test` takes no glob, so they are listed here.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isLong, isSlow } from './long.mjs';

/**
 * The files whose paths hold one of the given parts, long ones too; all of them if none is given.
 *
 * @param {readonly string[]} parts
 */
export function testFiles(parts) {
  const files = readdirSync('build/test', { recursive: true })
    .map((file) => join('build/test', String(file)))
    .filter((file) => file.endsWith('.test.js'))
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
    .sort((a, b) => Number(isSlow(b)) - Number(isSlow(a)) || (a < b ? -1 : 1));
  if (files.length > 0) return files;
  console.error(`no test file matches ${parts.join(', ')}`);
  process.exit(1);
}

/** The files of `npm test`, and those that CI runs besides. */
export function quickAndLong() {
  const files = testFiles([]);
  return { quick: files.filter((file) => !isLong(file)), long: files.filter(isLong) };
}
