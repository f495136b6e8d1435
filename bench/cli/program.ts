/** What a user of parallel or xargs writes: NDJSON lines as arguments or on stdin, results to stdout. */
import { readFileSync } from 'node:fs';
import { transform } from './task.ts';

const given = process.argv.slice(2);
const lines = given.length > 0 ? given : readFileSync(0, 'utf8').split('\n');
const results = lines
  .filter((line) => line !== '')
  .map((line) => JSON.stringify(transform(JSON.parse(line) as Parameters<typeof transform>[0])));
process.stdout.write(`${results.join('\n')}\n`);
