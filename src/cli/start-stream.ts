/** Opens the pool of a run, and starts streams of its function: by name, wrapped in a timer if there is a job log. */
import type { Outcome } from '../core/base/outcome.ts';
import { ownFile } from '../core/base/own-files.ts';
import { Pool, type StreamOptions, task, ThreadPool } from '../index.ts';
import { UsageError } from './failures.ts';
import { streamCount, type StartStream } from './record-stream.ts';
import { InFlightLimit } from './in-flight-limit.ts';
import { isTypeScript, type ModuleSpec } from './module-spec.ts';
import type { KeyedItem } from './keyed-task.ts';
import type { probeExport } from './probe.ts';
import type { MapSettings } from './settings.ts';
import type { runTimed, TimedItem, TimedOutcome } from './timed-task.ts';

/** Records buffered for each worker: enough that it never waits for this process, few enough to bound memory. */
const BUFFER_PER_WORKER = 512;

/** Opens a pool and has one worker load the function. @throws UsageError if no loader can. */
export async function openPool(settings: MapSettings): Promise<Pool> {
  let problem = '';
  for (const loader of settings.spec.loaders) {
    const pool = createPool(settings, loader);
    const { spec, countBy, reduce } = settings;
    const found = await probeAll(pool, [spec, countBy, reduce]);
    if (found === undefined) return pool;
    problem = found;
    await pool.terminate();
  }
  throw new UsageError(problem + adviceOn(problem, settings.spec));
}

function createPool(
  { kind, workers, maxMemoryBytes }: MapSettings,
  loader: readonly string[],
): Pool {
  const options = {
    workers,
    maxMemoryPerChild: maxMemoryBytes,
    execArgv: loader.length === 0 ? undefined : [...process.execArgv, ...loader],
  };
  return kind === 'thread' ? new ThreadPool(options) : new Pool(options);
}

/** The first problem with any of them. */
async function probeAll(
  pool: Pool,
  specs: readonly (ModuleSpec | undefined)[],
): Promise<string | undefined> {
  for (const spec of specs) {
    const found = spec === undefined ? undefined : await probe(pool, spec);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Has a worker load the function. Returns the problem in words, or undefined if there is none. */
async function probe(pool: Pool, spec: ModuleSpec): Promise<string | undefined> {
  const fn = task<typeof probeExport>(ownFile('cli/probe'), 'probeExport');
  const problem = await pool.apply(fn, [spec.url, spec.exportName]).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
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
  const { workers } = settings;
  const options: StreamOptions = {
    chunkSize: settings.chunkSize,
    bufferSize: Math.max(1, Math.ceil((BUFFER_PER_WORKER * workers) / streamCount(settings))),
    timeout: settings.timeoutMs,
    retries: settings.retries,
  };
  const call = callOf(settings);
  const fn = task<(value: unknown) => unknown>(call.url, call.exportName);
  if (settings.joblog === undefined)
    return (items, onProgress) =>
      pool.imap(fn, wrapEach(items, call.wrap), { ...options, onProgress });
  const timed = task<typeof runTimed>(ownFile('cli/timed-task'), 'runTimed');
  const toTimed = (value: unknown): TimedItem => [
    call.url,
    call.exportName,
    call.wrap === undefined ? value : call.wrap(value),
  ];
  return (items, onProgress) =>
    pool.imap(timed, wrapEach(items, toTimed), { ...options, onProgress });
}

/** What is called for each record, and how the record is wrapped for it. */
interface RecordCall {
  readonly url: string;
  readonly exportName: string;
  readonly wrap: ((value: unknown) => unknown) | undefined;
}

/** The user's function; or, if its results are counted, ours that calls it and then the key. */
function callOf({ spec, countBy }: MapSettings): RecordCall {
  if (countBy === undefined) return { url: spec.url, exportName: spec.exportName, wrap: undefined };
  const { href: url } = ownFile('cli/keyed-task');
  const wrap = (value: unknown): KeyedItem => [
    spec.url,
    spec.exportName,
    countBy.url,
    countBy.exportName,
    value,
  ];
  return { url, exportName: 'runKeyed', wrap };
}

/** With chunks of a fixed size, each stream may hold one that is not full yet, and each worker needs one. */
export function createInFlightLimit(settings: MapSettings): InFlightLimit {
  const { chunkSize, workers } = settings;
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
  wrapOne: ((value: unknown) => T) | undefined,
): AsyncIterable<T> {
  if (wrapOne === undefined) return items as AsyncIterable<T>; // as they are
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
