// The built test files, whose paths hold one of the given parts; all of them if none is given.
// Node 20's own `--test` takes no glob, so they are listed here.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @param {readonly string[]} wanted */
export function testFiles(wanted) {
  const files = readdirSync('build/test', { recursive: true })
    .map((file) => join('build/test', String(file)))
    .filter((file) => file.endsWith('.test.js'))
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .sort();
  if (files.length > 0) return files;
  console.error(`no test file matches ${wanted.join(', ')}`);
  process.exit(1);
}
