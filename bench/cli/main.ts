/**
 * `npm run bench:cli`: the same records through `manyhands map`, GNU parallel and xargs, two jobs each, in turn:
 * medians of three rounds. Each is checked to have written as many results as there are records.
 *
 *    one process a record    as people begin; for few records only, or it takes minutes
 *    blocks of records       as their manuals advise: `parallel --pipe`, `xargs -n`
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../harness/statistics.ts';

const ROUNDS = 3;
const MANYHANDS = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Way {
  readonly name: string;
  readonly records: number;
  /** A shell's command; `$IN` and `$OUT` are files. */
  readonly command: string;
}

const node = process.execPath;
const program = `${node} ${here('program.js')}`;
const WAYS: readonly Way[] = [
  ...[40, 200_000].map((records) => ({
    name: 'manyhands map -j 2',
    records,
    command: `${node} ${MANYHANDS} map ${here('task.js')}#transform -q -j 2 $IN > $OUT`,
  })),
  {
    name: 'parallel, a process each',
    records: 40,
    command: `parallel -j 2 ${program} < $IN > $OUT`,
  },
  {
    name: 'xargs, a process each',
    records: 40,
    command: `xargs -d '\\n' -P 2 -n 1 ${program} < $IN > $OUT`,
  },
  {
    name: 'parallel --pipe, blocks of 5,000',
    records: 200_000,
    command: `parallel -j 2 --pipe -N 5000 ${program} < $IN > $OUT`,
  },
  {
    name: 'xargs -n 500',
    records: 200_000,
    command: `xargs -d '\\n' -P 2 -n 500 ${program} < $IN > $OUT`,
  },
];

const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
try {
  report(
    WAYS.map(({ name, records, command }) => ({
      name,
      records,
      seconds: timesOf(records, command),
    })),
  );
} finally {
  rmSync(folder, { recursive: true });
}

function timesOf(records: number, command: string): number | undefined {
  if (!isThere(command.split(' ')[0] ?? '')) return undefined;
  const [input, output] = [join(folder, `${records}.ndjson`), join(folder, 'out')];
  writeFileSync(input, linesOf(records));
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAtMs = performance.now();
    execFileSync('sh', ['-c', command], { env: { ...process.env, IN: input, OUT: output } });
    seconds.push((performance.now() - startedAtMs) / 1000);
    const count = readFileSync(output, 'utf8').trimEnd().split('\n').length;
    if (count !== records) throw new Error(`${count} results of ${records} records: ${command}`);
  }
  return median(seconds);
}

function isThere(name: string): boolean {
  return name === node || spawnSync('which', [name]).status === 0;
}

function linesOf(records: number): string {
  const text = 'it is a truth universally acknowledged that a single man must be in want of a wife';
  const lines = Array.from({ length: records }, (_, id) =>
    JSON.stringify({ id, text: text.slice(id % 40) }),
  );
  return `${lines.join('\n')}\n`;
}

function report(
  rows: readonly { name: string; records: number; seconds: number | undefined }[],
): void {
  console.log('| | records | seconds | records/s |\n|---|---:|---:|---:|');
  for (const { name, records, seconds } of rows) {
    const figures =
      seconds === undefined
        ? 'not installed | '
        : `${seconds.toFixed(2)} | ${Math.round(records / seconds).toLocaleString('en-US')}`;
    console.log(`| ${name} | ${records.toLocaleString('en-US')} | ${figures} |`);
  }
}
