/**
 * Minifies the JavaScript that `npm ci` has put under node_modules: with a plain loop, with processes
 * and with threads. `npm run demo:minify`, or `node build/examples/minify.js --files 100 --workers 4`.
 *
 * Two workers gain little on two cores: terser makes a lot of garbage and code, and in the plain loop V8's own threads already
 * collect and compile on the core that it leaves free. `npm run demo` has work that does not.
 *
 * `minifyFile` is an ordinary function of this file. It needs no file of its own, no registration
 * and no message handling to run in a worker; what it imports is imported there.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parse } from 'acorn';
import { cpuCount, Pool, ThreadPool } from 'manyhands';
import { progressBar } from 'manyhands/progress';
import { minify } from 'terser';
import { findScripts, spread } from './find-scripts.ts';

interface Minified {
  readonly file: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Why terser refused the file, or why its output was refused. */
  readonly failure?: string;
}

interface Tally {
  readonly seconds: number;
  readonly results: readonly Minified[];
}

/** The task: reads and minifies one file, and makes sure that what comes out is still JavaScript. */
async function minifyFile(file: string): Promise<Minified> {
  const source = await readFile(file, 'utf8');
  try {
    const isModule = file.endsWith('.mjs') || /(^|[;}])\s*(import|export)\b[^(.]/m.test(source);
    const { code = '' } = await minify(source, { module: isModule, parse: { bare_returns: true } });
    parse(code, {
      ecmaVersion: 'latest',
      sourceType: isModule ? 'module' : 'script',
      allowReturnOutsideFunction: true,
    });
    return { file, bytesIn: source.length, bytesOut: code.length };
  } catch (error) {
    return { file, bytesIn: source.length, bytesOut: 0, failure: String(error) };
  }
}

/** The baseline: one file after another, here, until all are done or the time is up. */
async function minifyInLoop(files: readonly string[], seconds: number): Promise<Tally> {
  return await tally(async function* () {
    const deadline = performance.now() + seconds * 1000;
    for (const file of files) {
      if (performance.now() > deadline) return;
      yield await minifyFile(file);
    }
  });
}

/** The same in a pool. This line is all it takes. */
async function minifyInPool(pool: Pool, files: readonly string[]): Promise<Tally> {
  return await tally(() => pool.imapUnordered(minifyFile, files), files.length);
}

/** Collects results as they come, with a line of progress. */
async function tally(run: () => AsyncIterable<Minified>, total?: number): Promise<Tally> {
  const startedAtMs = performance.now();
  const results: Minified[] = [];
  using bar = progressBar({ label: 'files', total });
  for await (const result of run()) {
    results.push(result);
    bar.update({ done: results.length });
  }
  return { seconds: (performance.now() - startedAtMs) / 1000, results };
}

function print(name: string, { seconds, results }: Tally, baseline: Tally): void {
  const bytesIn = results.reduce((sum, result) => sum + result.bytesIn, 0);
  const bytesOut = results.reduce((sum, result) => sum + result.bytesOut, 0);
  console.log(
    `${name.padEnd(14)} ${seconds.toFixed(1).padStart(5)} s` +
      `  ${(results.length / seconds).toFixed(0).padStart(5)} files/s` +
      `  ${(bytesIn / 1e6).toFixed(1)} MB → ${(bytesOut / 1e6).toFixed(1)} MB` +
      `  × ${(baseline.seconds / seconds).toFixed(2)}`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      files: { type: 'string' },
      seconds: { type: 'string', default: '25' },
      workers: { type: 'string', default: String(cpuCount()) },
    },
  });
  const workers = Number(values.workers);

  const all = await findScripts('node_modules');
  const sample = spread(all).slice(
    0,
    values.files === undefined ? undefined : Number(values.files),
  );
  console.log(`${all.length} scripts under node_modules; how many can one core minify in`);
  console.log(`${values.seconds} s, and how fast do ${workers} workers the same files?\n`);

  const baseline = await minifyInLoop(sample, Number(values.seconds));
  const files = baseline.results.map((result) => result.file);
  print('plain loop', baseline, baseline);
  {
    await using pool = new Pool(workers);
    print(`Pool(${workers})`, await minifyInPool(pool, files), baseline);
  }
  {
    await using pool = new ThreadPool(workers);
    print(`ThreadPool(${workers})`, await minifyInPool(pool, files), baseline);
  }

  const failed = baseline.results.filter((result) => result.failure !== undefined);
  console.log(
    `\n${files.length} files, ${failed.length} of them refused${failed.length > 0 ? ':' : ''}`,
  );
  for (const { file, failure } of failed) console.log(`  ${file}: ${failure}`);
  console.log(
    '\nThe plain loop has help that workers must share: V8 compiles and collects garbage in threads of',
  );
  console.log(
    'its own, for terser about half a core. On two cores two workers gain little (npm run demo: more).',
  );
}

await main();
