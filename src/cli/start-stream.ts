/** Opens the pool of a run, and starts streams of its function: by name, wrapped in a timer if there is a job log. */
import type { Outcome } from '../core/base/outcome.ts';
import { ownFile } from '../core/base/own-files.ts';
import { WORKER_STDOUT } from '../core/base/worker-mark.ts';
import { Pool, type StreamOptions, task, TaskTimeoutError, ThreadPool } from '../index.ts';
import { BrokenRunError, UsageError } from './failures.ts';
import { BATCHES_PER_WORKER, foldPlanOf, foldStarter } from './fold-records.ts';
import { standardOf } from './outputs/target.ts';
import { streamCount, type StartStream } from './record-stream.ts';
import { InFlightLimit } from './in-flight-limit.ts';
import { isTypeScript, type ModuleSpec } from './module-spec.ts';
import type { probeExport } from './probe.ts';
import type { MapSettings } from './settings.ts';
import type { runTimed, TimedItem, TimedOutcome } from './timed-task.ts';
import { thrownText } from '../core/base/thrown-text.ts';

/** Records buffered for each worker: enough that it never waits for this process, few enough to bound memory. */
const BUFFER_PER_WORKER = 512;

/** Opens a pool and has one worker load the function. @throws UsageError if no loader can. */
export async function openPool(settings: MapSettings): Promise<Pool> {
  let problem = '';
  const { spec, countBy, reduce, startTimeoutMs = START_TIMEOUT_MS } = settings;
  for (const loader of spec.loaders) {
    const pool = createPool(settings, loader);
    try {
      const found = await probeAll(pool, [spec, countBy, reduce], startTimeoutMs);
      if (found === undefined) return pool;
      problem = found;
    } catch (error) {
      await pool.terminate();
      throw error;
    }
    await pool.terminate();
  }
  throw new UsageError(problem + adviceOn(problem, settings.spec));
}

/** As the pool's own. */
const START_TIMEOUT_MS = 30_000;

function createPool(settings: MapSettings, loader: readonly string[]): Pool {
  const { kind, workers, maxMemoryBytes, startTimeoutMs, output, outputFormat } = settings;
  const isOutput = output === undefined || standardOf(output) === 'stdout';
  const isStdoutOurs = isOutput && outputFormat !== 'none';
  const options = {
    workers,
    maxMemoryPerChild: maxMemoryBytes,
    startTimeout: startTimeoutMs,
    env: isStdoutOurs ? { [WORKER_STDOUT]: 'stderr' } : {},
    execArgv: loader.length === 0 ? undefined : [...process.execArgv, ...loader],
  };
  return kind === 'thread' ? new ThreadPool(options) : new Pool(options);
}

/** The first problem with any of them. */
async function probeAll(
  pool: Pool,
  specs: readonly (ModuleSpec | undefined)[],
  timeout: number,
): Promise<string | undefined> {
  for (const spec of specs) {
    const found = spec === undefined ? undefined : await probe(pool, spec, timeout);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Has a worker load the function. Returns the problem in words, or undefined if there is none. */
async function probe(pool: Pool, spec: ModuleSpec, timeout: number): Promise<string | undefined> {
  const fn = task<typeof probeExport>(ownFile('cli/probe'), 'probeExport');
  const given = [spec.url, spec.exportName] as const;
  const problem = await pool.apply(fn, given, { timeout }).catch((error: unknown) => {
    if (error instanceof TaskTimeoutError)
      throw new BrokenRunError(
        `the module ${spec.path} was not loaded after ${timeout / 1000} s: is there an await in it that never ends?\n  → --start-timeout gives it longer`,
      );
    const message = thrownText(error);
    return `${spec.url} cannot be loaded: ${message}`;
  });
  return problem?.replaceAll(spec.url, spec.path);
}

/** tsx loads TypeScript that Node alone does not. */
function adviceOn(problem: string, { path, loaders }: ModuleSpec): string {
  const isNodeAlone = isTypeScript(path) && loaders.every((loader) => loader.length === 0);
  if (!isNodeAlone || !/SyntaxError|ERR_MODULE_NOT_FOUND/.test(problem)) return '';
  return (
    '\n  → npm install --save-dev tsx, in the project of that file: it loads what Node alone does not, or' +
    '\n  → in a package of "type": "commonjs", name a file with import and export .mts'
  );
}

export function streamStarter(pool: Pool, settings: MapSettings): StartStream {
  if (foldPlanOf(settings) !== undefined) return foldStarter(pool, settings);
  const { workers } = settings;
  const options: StreamOptions = {
    chunkSize: settings.chunkSize,
    bufferSize: Math.max(1, Math.ceil((BUFFER_PER_WORKER * workers) / streamCount(settings))),
    timeout: settings.timeoutMs,
    retries: settings.retries,
  };
  const { url, exportName } = settings.spec;
  if (settings.joblog === undefined) {
    const fn = task<(value: unknown) => unknown>(url, exportName);
    return (items, { onProgress }) => pool.imap(fn, items, { ...options, onProgress });
  }
  const timed = task<typeof runTimed>(ownFile('cli/timed-task'), 'runTimed');
  const toTimed = (value: unknown): TimedItem => [url, exportName, value];
  return (items, events) => pool.imap(timed, wrapEach(items, toTimed), { ...options, ...events });
}

/** With chunks of a fixed size, each stream may hold one that is not full yet, and each worker needs one. */
export function createInFlightLimit(settings: MapSettings): InFlightLimit {
  const { chunkSize, workers } = settings;
  if (foldPlanOf(settings) !== undefined)
    return new InFlightLimit({ min: 2 * workers, max: BATCHES_PER_WORKER * workers });
  const min = chunkSize === 'auto' ? workers : chunkSize * (streamCount(settings) + workers);
  return new InFlightLimit({ min, max: Math.max(min, BUFFER_PER_WORKER * workers) });
}

/** What the timed task returned; undefined if its worker died or its time ran out. */
export function timedOutcomeOf(delivered: Outcome<unknown>): TimedOutcome | undefined {
  return delivered.ok ? (delivered.value as TimedOutcome) : undefined; // what `runTimed` returns
}

/** As `RecordStream` does, its iterator returns an item that is there without a promise. */
function wrapEach<T>(
  items: AsyncIterable<unknown>,
  wrapOne: (value: unknown) => T,
): AsyncIterable<T> {
  const wrap = (next: IteratorResult<unknown>): IteratorResult<T> =>
    next.done === true
      ? { done: true, value: undefined }
      : { done: false, value: wrapOne(next.value) };
  return {
    [Symbol.asyncIterator]: () => {
      const inner = items[Symbol.asyncIterator]();
      const next = (): IteratorResult<T> | Promise<IteratorResult<T>> => {
        const given: unknown = inner.next(); // a promise is allowed to be missing: see `RecordStream`
        return given instanceof Promise ? given.then(wrap) : wrap(given as IteratorResult<unknown>);
      };
      return { next: next as AsyncIterator<T>['next'] };
    },
  };
}
