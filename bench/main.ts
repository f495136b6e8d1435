/**
 * `npm run bench`: ours against the others.
 *
 *    rows ──► tournament ── one process a run ──► scores ──► judgement ──► tables, plot
 *             (A B C A B C …)  harness/child.ts              (targets)     report/
 *
 * Reading order: row.ts and contestant.ts say what is measured on whom, rows/ and contestants/
 * hold one small file each, harness/ runs them, report/ writes, studies/ adds growth and
 * break-even.
 */
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Contestant } from './contestant.ts';
import { CONTESTANTS } from './contestants/all.ts';
import { OTHER_BUILD, otherProcesses, otherThreads } from './contestants/ours.ts';
import { type Result, type Rules, runRow } from './harness/tournament.ts';
import { type BenchOptions, parseOptions, USAGE } from './options.ts';
import { documentOf } from './report/document.ts';
import { judge } from './report/judgement.ts';
import { plotOf } from './report/plot.ts';
import { rowSection } from './report/table.ts';
import type { Row } from './row.ts';
import { MORE, rowsNamed } from './rows/all.ts';
import { breakEvenReport } from './studies/break-even.ts';
import { growthReport } from './studies/growth.ts';
import { observingReport } from './studies/observing/study.ts';
import { valuesReport } from './studies/values.ts';

const STUDIES = {
  'break-even': breakEvenReport,
  growth: growthReport,
  observing: observingReport,
  values: valuesReport,
} as const;

/** Those that are part of the second table. */
const STUDIES_OF_MORE = ['break-even', 'growth'];

/** The sources, seen from `build/bench`. */
const FOLDER = new URL('../../bench/', import.meta.url);

// With it Node 20 reads some 140 certificates before anything else, 65 ms of processor time for each process. That is no part of what is
// compared; and tinypool's processes, which get no environment, would be the only ones without.
delete process.env['NODE_EXTRA_CA_CERTS'];

const options = parseOptions(process.argv.slice(2));
if (options === 'help') console.log(USAGE);
else await bench(options);

async function bench(options: BenchOptions): Promise<void> {
  const startedAt = performance.now();
  if (options.against !== undefined) process.env[OTHER_BUILD] = pathToFileURL(options.against).href;
  const rules: Rules = { ...options, onRun: (line) => process.stderr.write(`${line}\n`) };
  const results = await runRows(options, rules);
  const studies = await runStudies(options, rules);
  if (!options.isWritten) return;
  const minutes = (performance.now() - startedAt) / 60_000;
  const { runs, quickRuns } = options;
  const isMore = options.wanted.length > 0;
  await writeFile(
    new URL(isMore ? 'MORE.md' : 'RESULTS.md', FOLDER),
    documentOf({ results, studies, runs, quickRuns, minutes, isMore }),
  );
  if (!isMore) await writeFile(new URL('results.svg', FOLDER), plotOf(results.flatMap(judge)));
}

async function runRows(options: BenchOptions, rules: Rules): Promise<Result[]> {
  const results: Result[] = [];
  for (const row of wantedRows(options)) {
    const result = await runRow(row, contestantsOf(row, options), rules);
    console.log(`\n${rowSection(result)}\n`);
    results.push(result);
  }
  return results;
}

async function runStudies({ wanted }: BenchOptions, rules: Rules): Promise<string[]> {
  const sections: string[] = [];
  for (const [name, report] of Object.entries(STUDIES)) {
    const isOfMore = wanted.includes(MORE) && STUDIES_OF_MORE.includes(name);
    if (!isOfMore && !wanted.includes(name)) continue;
    const section = await report(rules);
    console.log(`\n${section}\n`);
    sections.push(section);
  }
  return sections;
}

function wantedRows({ wanted }: BenchOptions): Row[] {
  const unknown = wanted.filter((name) => !(name in STUDIES) && rowsNamed([name]).length === 0);
  if (unknown.length > 0) throw new Error(`no row or study is called ${unknown.join(', ')}`);
  const names = wanted.filter((name) => !(name in STUDIES));
  return wanted.length > 0 && names.length === 0 ? [] : rowsNamed(names);
}

function contestantsOf(row: Row, { peers, against }: BenchOptions): Contestant[] {
  const others = against === undefined ? [] : [otherProcesses, otherThreads];
  return CONTESTANTS.filter(({ name, side, kind }) => {
    if (others.some((other) => other.name === name))
      return row.contestants.includes(`manyhands-${kind}`);
    if (!row.contestants.includes(name)) return false;
    return side === 'ours' || peers.length === 0 || peers.some((part) => name.includes(part));
  });
}
