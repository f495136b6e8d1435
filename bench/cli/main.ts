/**
 * `npm run bench:cli`: the same records through `manyhands map`, GNU parallel and xargs, two jobs each, in turn:
 * medians of three rounds. Each is checked to have written as many results as there are records.
 *
 *    one process a record    as people begin; for few records only, or it takes minutes
 *    blocks of records       as their manuals advise: `parallel --pipe`, `xargs -n`
 *
 * With `--write` the table becomes bench/cli/RESULTS.md.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../harness/statistics.ts';
import { describeMachine } from '../report/machine.ts';
import { markdownTable } from '../report/table.ts';
import { describeTools, isInstalled, type Way, WAYS } from './ways.ts';

const ROUNDS = 3;

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
try {
  const table = tableOf(measureAll());
  console.log(table);
  if (values.write) {
    writeFileSync(new URL('../../../bench/cli/RESULTS.md', import.meta.url), documentOf(table));
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** A B C A B C, so that a busy moment of the machine hits all of them. */
function measureAll(): Map<Way, number[]> {
  const seconds = new Map(WAYS.filter(isInstalled).map((way) => [way, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [way, times] of seconds) times.push(secondsOf(way));
  }
  return seconds;
}

function secondsOf({ records, command }: Way): number {
  const [input, output] = [join(folder, `${records}.ndjson`), join(folder, 'out')];
  writeFileSync(input, linesOf(records));
  const startedAtMs = performance.now();
  execFileSync('sh', ['-c', command], { env: { ...process.env, IN: input, OUT: output } });
  const seconds = (performance.now() - startedAtMs) / 1000;
  const count = readFileSync(output, 'utf8').trimEnd().split('\n').length;
  if (count !== records) throw new Error(`${count} results of ${records} records: ${command}`);
  return seconds;
}

function linesOf(records: number): string {
  const text = 'it is a truth universally acknowledged that a single man must be in want of a wife';
  const lines = Array.from({ length: records }, (_, id) =>
    JSON.stringify({ id, text: text.slice(id % 40) }),
  );
  return `${lines.join('\n')}\n`;
}

function tableOf(seconds: ReadonlyMap<Way, readonly number[]>): string {
  const rows = WAYS.map((way) => {
    const times = seconds.get(way);
    const cells = times === undefined ? ['not installed', '', '', ''] : figuresOf(way, times);
    return [way.name, way.records.toLocaleString('en-US'), ...cells];
  });
  return markdownTable(['', 'records', 'seconds', 'least', 'most', 'records/s'], rows);
}

function figuresOf({ records }: Way, times: readonly number[]): string[] {
  const middle = median(times);
  const shown = [middle, Math.min(...times), Math.max(...times)].map((one) => one.toFixed(2));
  return [...shown, Math.round(records / middle).toLocaleString('en-US')];
}

function documentOf(table: string): string {
  return `${[
    '# Results of `npm run bench:cli`',
    'Made by the command (`npm run bench:cli -- --write`), never by hand.',
    [
      `- ${new Date().toISOString().slice(0, 10)}`,
      `- ${describeMachine()}`,
      `- ${describeTools()}`,
      `- medians of ${ROUNDS} rounds in turn, two jobs each, starting included; the results are counted`,
    ].join('\n'),
    table,
  ].join('\n\n')}\n`;
}
