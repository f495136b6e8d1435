/**
 * Finds files that are nearly the same among all that `npm ci` has put under node_modules: with a plain loop, with processes and
 * with threads. People who clean data for training do this (MinHash and locality-sensitive hashing).
 * `npm run demo`, or `node build/examples/near-duplicates.js --folder docs --workers 4 --groups 20 --names 5`.
 *
 * Workers are sent paths and send back signatures of half a kilobyte; the plain loop calls the same function.
 */
import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuCount, Pool, ThreadPool } from 'manyhands';
import { progressBar } from 'manyhands/progress';
import { type Group, groupsOf, THRESHOLD } from './lsh.ts';
import { jaccardOf, type Signed, sign, similarityOf } from './minhash.ts';

interface Tally {
  readonly seconds: number;
  readonly signed: readonly Signed[];
}

/** Larger files are bundles of others. */
const MAX_BYTES = 1_000_000;

/** Pairs whose similarity is also worked out exactly, and how far off the estimates may be on average. */
const CHECKED = 200;
const MOST_OFF = 0.05;

/** What tools have put there later. */
const CACHE = /[\\/]\.cache[\\/]/;

async function findFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !CACHE.test(path));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return paths.filter((_, i) => (sizes[i] ?? 0) <= MAX_BYTES).sort();
}

/** The baseline: one file after another, here. */
async function signInLoop(files: readonly string[]): Promise<Tally> {
  return await tally(files.length, function* () {
    for (const file of files) yield sign(file);
  });
}

/** The same in a pool. This line is all it takes. */
async function signInPool(pool: Pool, files: readonly string[]): Promise<Tally> {
  return await tally(files.length, () => pool.imapUnordered(sign, files));
}

/** Collects results as they come, with a line of progress. */
async function tally(
  total: number,
  run: () => AsyncIterable<Signed> | Iterable<Signed>,
): Promise<Tally> {
  const startedAtMs = performance.now();
  const signed: Signed[] = [];
  let failed = 0;
  using bar = progressBar({ label: 'files', total });
  for await (const result of run()) {
    signed.push(result);
    if (result.failure !== undefined) failed += 1;
    bar.update({ done: signed.length, failed });
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { seconds, signed: signed.sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

function printTime(name: string, { seconds, signed }: Tally, baseline: Tally): void {
  assert.ok(areSame(signed, baseline.signed), `${name} finds the same as the plain loop`);
  const megabytes = signed.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  console.log(
    `${name.padEnd(14)} ${seconds.toFixed(1).padStart(5)} s` +
      `  ${(signed.length / seconds).toFixed(0).padStart(6)} files/s` +
      `  ${(megabytes / seconds).toFixed(1).padStart(5)} MB/s` +
      `  × ${(baseline.seconds / seconds).toFixed(2)}`,
  );
}

function areSame(some: readonly Signed[], others: readonly Signed[]): boolean {
  const isSame = (a: Signed, b: Signed | undefined): boolean =>
    a.file === b?.file && a.failure === b.failure && a.signature?.join() === b.signature?.join();
  return some.length === others.length && some.every((each, i) => isSame(each, others[i]));
}

function printGroups(groups: readonly Group[], most: { groups: number; names: number }): void {
  const copies = groups.flatMap(({ files }) => files.slice(1));
  const megabytes = copies.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  console.log(`${groups.length} groups of files that are ${percent(THRESHOLD)} alike or more;`);
  console.log(`one of each would do: ${copies.length} files, ${megabytes.toFixed(1)} MB less`);
  for (const { files, similarity } of groups.slice(0, most.groups)) {
    console.log(`  ${files.length} files, ${percent(similarity)} alike`);
    for (const { file } of files.slice(0, most.names)) console.log(`    ${file}`);
  }
}

/** Compares estimates with the truth, for pairs of all groups. */
async function check(pool: Pool, groups: readonly Group[]): Promise<void> {
  const pairs = groups.map(({ files }) => [files[0], files.at(-1)] as [Signed, Signed]); // two at least
  const step = Math.max(1, Math.floor(pairs.length / CHECKED));
  const sample = pairs.filter((_, i) => i % step === 0).slice(0, CHECKED);
  const exact = await pool.map(
    jaccardOf,
    sample.map(([a, b]): [string, string] => [a.file, b.file]),
  );
  const errors = sample.map(([a, b], i) =>
    Math.abs(
      similarityOf(a.signature ?? NOTHING, b.signature ?? NOTHING) - (exact[i] ?? Number.NaN),
    ),
  );
  const average = errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length);
  assert.ok(average < MOST_OFF, `estimates are ${percent(average)} off`);
  console.log(`\nchecked: ${sample.length} pairs of these, estimated and exact similarity`);
  console.log(`${percent(average)} apart on average, ${percent(Math.max(0, ...errors))} at most`);
}

const NOTHING = new Uint32Array();

function printFailures(signed: readonly Signed[]): void {
  const failed = signed.filter(({ failure }) => failure !== undefined);
  console.log(`\n${failed.length} files failed${failed.length > 0 ? ':' : ''}`);
  for (const { file, failure } of failed) console.log(`  ${file}: ${failure}`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string', default: 'node_modules' },
      workers: { type: 'string', default: String(cpuCount()) },
      groups: { type: 'string', default: '10' },
      names: { type: 'string', default: '2' },
    },
  });
  const workers = Number(values.workers);
  const files = await findFiles(values.folder);
  console.log(`which of ${files.length} files under ${values.folder} are nearly the same,`);
  console.log(`and how fast do ${workers} workers find out?\n`);

  const baseline = await signInLoop(files);
  printTime('plain loop', baseline, baseline);
  {
    await using pool = new Pool(workers);
    printTime(`Pool(${workers})`, await signInPool(pool, files), baseline);
  }
  await using pool = new ThreadPool(workers);
  printTime(`ThreadPool(${workers})`, await signInPool(pool, files), baseline);

  const startedAtMs = performance.now();
  const groups = groupsOf(baseline.signed);
  const seconds = (performance.now() - startedAtMs) / 1000;
  console.log(`\nsignatures compared, here in the program, in ${seconds.toFixed(1)} s`);
  printGroups(groups, { groups: Number(values.groups), names: Number(values.names) });
  await check(pool, groups);
  printFailures(baseline.signed);
}

await main();
