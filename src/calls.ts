/**
 * From the arguments of a public method to a job: checked, with its function encoded, its callbacks and
 * its AbortSignal connected. `pool.ts` says what each method does; this is how.
 */
import { AsyncResource } from 'node:async_hooks';
import { linkAbort } from './abort-link.ts';
import { AsyncResult } from './async-result.ts';
import { checkFunction, checkIterable } from './base/check.ts';
import type { Outcome } from './base/outcome.ts';
import { type AnyCallOptions, type CallKind, checkCallOptions } from './call-options.ts';
import { encodeFunction } from './codec/function/encode-function.ts';
import { ResultIterator } from './result-iterator.ts';
import {
  AutoChunkSize,
  type ChunkSizer,
  defaultChunkSize,
  FixedChunkSize,
} from './schedule/chunk-sizer.ts';
import { CollectJob } from './schedule/collect-job.ts';
import type { JobOptions } from './schedule/job.ts';
import type { Order } from './schedule/result-buffer.ts';
import type { Scheduler } from './schedule/scheduler.ts';
import { isAsync, type Items, Source } from './schedule/source.ts';
import { StreamJob } from './schedule/stream-job.ts';

/** A public call. */
export interface Request {
  readonly kind: CallKind;
  readonly fn: unknown;
  readonly items: Items<unknown>;
  /** Whether each item is one argument, or all of them. */
  readonly call: 'one' | 'spread';
  readonly options: AnyCallOptions;
  /** The public method: stacks of errors begin with its caller. */
  readonly method: (...args: never[]) => unknown;
  readonly workers: number;
  /** Whether workers share memory with this program. */
  readonly allowShared: boolean;
}

/** Begins a call that has one result, made by `toResult` from the values of all items. */
export function collect<T>(
  scheduler: Scheduler,
  request: Request,
  toResult: (values: unknown[]) => T,
): AsyncResult<T> {
  const options = jobOptions(request);
  return new AsyncResult<T>((settle) => {
    const deliver = withCallbacks(request.options, settle);
    let unlink = (): void => {};
    const job = new CollectJob(
      {
        ...options,
        chunkSizeFor: (count) => chunkSizer(request, defaultChunkSize(count, request.workers)),
        onOutcome: (outcome) => {
          unlink();
          const result = outcome.ok ? succeed(toResult(outcome.value)) : outcome;
          if (job.total === 0) settle(result); // no item, no callback: CPython's rule
          else deliver(result);
        },
      },
      scheduler,
    );
    scheduler.submit(job);
    unlink = linkSignal(request.options.signal, job);
    supply(job, request.items);
    return job;
  });
}

/** Begins a call whose results are read one by one. */
export function stream<T>(scheduler: Scheduler, request: Request, order: Order): ResultIterator<T> {
  const options = jobOptions(request);
  const { chunkSize, bufferSize, signal } = request.options;
  const sizeForBuffer = typeof chunkSize === 'number' ? chunkSize : 1;
  let unlink = (): void => {};
  return new ResultIterator<T>({
    create: (onNews) => {
      const own = {
        items: request.items,
        order,
        chunkSize: chunkSizer(request, 1),
        bufferSize: bufferSize ?? request.workers * 2 * sizeForBuffer,
        onNews,
      };
      return new StreamJob({ ...options, ...own }, scheduler);
    },
    begin: (job) => {
      scheduler.submit(job);
      unlink = linkSignal(signal, job);
      job.pull();
    },
    onEnd: () => unlink(),
  });
}

/** Checks the call, in the order in which a reader of it would, and encodes its function. */
function jobOptions({ kind, fn, items, call, options, method, allowShared }: Request): JobOptions {
  checkFunction('the function', fn);
  checkIterable(call === 'one' ? 'items' : 'argument tuples', items);
  checkCallOptions(kind, options);
  const submitted: { stack?: string } = {};
  Error.captureStackTrace(submitted, method);
  return {
    fn: encodeFunction(fn, { allowShared }),
    call,
    submitted,
    timeoutMs: options.timeout,
    retries: options.retries ?? 0,
    transfer: options.transfer,
    onProgress: inThisContext(options.onProgress),
  };
}

function chunkSizer({ options, workers }: Request, defaultSize: number): ChunkSizer {
  const { chunkSize = defaultSize } = options;
  return chunkSize === 'auto' ? new AutoChunkSize(workers) : new FixedChunkSize(chunkSize);
}

function linkSignal(signal: AbortSignal | undefined, job: CollectJob | StreamJob): () => void {
  if (signal === undefined || job.isOver) return () => {};
  if (!signal.aborted) return linkAbort(signal, (reason) => job.cancel(reason));
  job.cancel(signal.reason);
  return () => {};
}

/** Gives `job` its items: at once if they can be had at once. */
function supply(job: CollectJob, items: Items<unknown>): void {
  if (Array.isArray(items)) job.supply(items.slice());
  else if (isAsync(items)) void gather(job, items);
  else job.supplyFrom(() => Array.from(items));
}

async function gather(job: CollectJob, items: AsyncIterable<unknown>): Promise<void> {
  const source = new Source(items);
  const list: unknown[] = [];
  for (;;) {
    const reading = await source.read();
    if (job.isOver) {
      await source.close().catch(() => {}); // whoever cancelled has been answered
      return;
    }
    if (reading.kind === 'error') job.abort(reading.error, 'none');
    else if (reading.kind === 'end') job.supply(list);
    else list.push(reading.item);
    if (reading.kind !== 'item') return;
  }
}

/**
 * `settle`, after the caller's callback: it is awaited, and if it fails that is the call's error, with
 * the task's own at the end of its chain of causes.
 */
function withCallbacks<T>(
  { callback, errorCallback }: AnyCallOptions,
  settle: (outcome: Outcome<T>) => void,
): (outcome: Outcome<T>) => void {
  const onValue = inThisContext(callback as ((value: T) => void) | undefined);
  const onError = inThisContext(errorCallback);
  return (outcome) => {
    if (outcome.ok ? onValue === undefined : onError === undefined) {
      settle(outcome);
      return;
    }
    const told = (async () => await (outcome.ok ? onValue?.(outcome.value) : onError?.(outcome.error)))();
    told.then(
      () => settle(outcome),
      (error: unknown) => settle({ ok: false, error: outcome.ok ? error : chain(error, outcome.error) }),
    );
  };
}

/** Hangs `cause` on the end of the chain of causes of `error`. */
function chain(error: unknown, cause: unknown): unknown {
  const seen = new Set<unknown>();
  let last = error;
  while (last instanceof Error && last.cause !== undefined && !seen.has(last)) {
    seen.add(last);
    last = last.cause;
  }
  if (last instanceof Error && last !== cause && Object.isExtensible(last)) last.cause = cause;
  return error;
}

/** A callback that runs in the caller's own async context (AsyncLocalStorage). */
function inThisContext<A>(callback: ((arg: A) => void) | undefined): ((arg: A) => void) | undefined {
  return callback && AsyncResource.bind((arg: A) => callback(arg));
}

function succeed<T>(value: T): Outcome<T> {
  return { ok: true, value };
}
