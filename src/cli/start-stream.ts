/** The function of a run as the pool gets it: by name, with the job log's clock around it if there is one. */
import type { Outcome } from '../core/base/outcome.ts';
import { Pool, type StreamOptions, task, ThreadPool } from '../index.ts';
import { UsageError } from './failures.ts';
import { laneCount, type StartStream } from './lane.ts';
import { Allowance } from './allowance.ts';
import { isTypeScript, type ModuleSpec } from './module-spec.ts';
import type { probeExport } from './probe.ts';
import type { MapSettings } from './settings.ts';
import type { runTimed, TimedItem, TimedOutcome } from './timed-task.ts';

/** Enough that a worker never waits for this side, little enough that memory does not grow with it. */
const BUFFER_PER_WORKER = 512;

/** A pool of which a worker has loaded the function. @throws UsageError if that cannot be done. */
export async function openPool(settings: MapSettings): Promise<Pool> {
  let complaint = '';
  for (const loader of settings.spec.loaders) {
    const pool = createPool(settings, loader);
    const found = await probe(pool, settings.spec);
    if (found === undefined) return pool;
    complaint = found;
    await pool.terminate();
  }
  throw new UsageError(complaint + adviceOn(complaint, settings.spec));
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

/** Has a worker load the function; says what is wrong with it, if anything. */
async function probe(pool: Pool, spec: ModuleSpec): Promise<string | undefined> {
  const fn = task<typeof probeExport>(new URL('./probe.js', import.meta.url), 'probeExport');
  const complaint = await pool.apply(fn, [spec.url, spec.exportName]).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    return `${spec.url} cannot be loaded: ${message}`;
  });
  return complaint?.replaceAll(spec.url, spec.path);
}

/** What Node cannot do with TypeScript by itself, tsx can. */
function adviceOn(complaint: string, { path, loaders }: ModuleSpec): string {
  const isNodeAlone = isTypeScript(path) && loaders.every((loader) => loader.length === 0);
  if (!isNodeAlone || !/SyntaxError|ERR_MODULE_NOT_FOUND/.test(complaint)) return '';
  return (
    '\n  → npm install --save-dev tsx, in the project of that file: it loads what Node alone does not, or' +
    '\n  → in a package of "type": "commonjs", name a file with import and export .mts'
  );
}

export function streamStarter(pool: Pool, settings: MapSettings): StartStream {
  const { spec, workers } = settings;
  const options: StreamOptions = {
    chunkSize: settings.chunkSize,
    bufferSize: Math.max(1, Math.ceil((BUFFER_PER_WORKER * workers) / laneCount(settings))),
    timeout: settings.timeoutMs,
    retries: settings.retries,
  };
  const fn = task<(value: unknown) => unknown>(spec.url, spec.exportName);
  if (settings.joblog === undefined)
    return (items, onProgress) => pool.imap(fn, items, { ...options, onProgress });
  const timed = task<typeof runTimed>(new URL('./timed-task.js', import.meta.url), 'runTimed');
  return (items, onProgress) =>
    pool.imap(timed, withFunction(items, spec), { ...options, onProgress });
}

/** With chunks of a fixed size, each lane may wait with one that is not full, and each worker needs one. */
export function createAllowance(settings: MapSettings): Allowance {
  const { chunkSize, workers } = settings;
  const least = chunkSize === 'auto' ? workers : chunkSize * (laneCount(settings) + workers);
  return new Allowance({ least, most: Math.max(least, BUFFER_PER_WORKER * workers) });
}

/** What the timed task gave; undefined if it never came to its end. */
export function timedOutcomeOf(delivered: Outcome<unknown>): TimedOutcome | undefined {
  return delivered.ok ? (delivered.value as TimedOutcome) : undefined; // what `runTimed` returns
}

/** As the lanes' own iterators, it gives what is there without a promise. */
function withFunction(items: AsyncIterable<unknown>, spec: ModuleSpec): AsyncIterable<TimedItem> {
  const wrap = (next: IteratorResult<unknown>): IteratorResult<TimedItem> =>
    next.done === true
      ? { done: true, value: undefined }
      : { done: false, value: [spec.url, spec.exportName, next.value] };
  return {
    [Symbol.asyncIterator]: () => {
      const inner = items[Symbol.asyncIterator]();
      const next = (): IteratorResult<TimedItem> | Promise<IteratorResult<TimedItem>> => {
        const given: unknown = inner.next(); // a promise is allowed to be missing: see `Lane`
        return given instanceof Promise ? given.then(wrap) : wrap(given as IteratorResult<unknown>);
      };
      return { next: next as AsyncIterator<TimedItem>['next'] };
    },
  };
}
