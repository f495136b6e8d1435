/**
 * From the arguments of a public method to a job: checked, with its function encoded, its callbacks and
 * its AbortSignal connected. `api/base-pool.ts` says what each method does; this is how.
 */
import { AsyncResource } from 'node:async_hooks';
import { linkAbort } from './abort-link.ts';
import { type AsyncResult, beginResult, type ExpectedFailure } from './async-result.ts';
import { refused } from '../base/check.ts';
import type { Outcome } from '../base/outcome.ts';
import type { FunctionPayload } from '../base/payload.ts';
import { refusingServed } from '../base/served.ts';
import { type AnyCallOptions, checkCallOptions, type Method, NO_OPTIONS } from './call-options.ts';
import { type CallerStack, SharedStack } from './caller-stack.ts';
import { encodeFunction } from '../codec/function/encode-function.ts';
import { beginIterator, type ResultIterator } from './result-iterator.ts';
import { ApplyJob, type OnOutcome } from '../job/apply-job.ts';
import type { Backend } from '../schedule/backend.ts';
import type { SizeWish } from '../job/chunk-size.ts';
import { CollectJob, type CollectOptions } from '../job/collect-job.ts';
import type { Job, JobOptions } from '../job/job.ts';
import type { Items } from '../items/open-iterator.ts';
import { checkIterable, isAsyncIterable, readNow } from '../items/read-items.ts';
import { readAll, Source } from '../items/source.ts';
import type { TaskSpec } from '../wire/messages.ts';
import type { Order } from '../job/result-buffer.ts';
import { CHUNKS_AHEAD, StreamJob, type StreamJobOptions } from '../job/stream-job.ts';

/** What was asked for. */
export interface Request {
  readonly fn: unknown;
  readonly items: Items<unknown>;
  /** Whether each item is one argument, or all of them. */
  readonly call: 'one' | 'spread';
  readonly options: AnyCallOptions;
}

/** One task, asked for. */
export interface ApplyRequest {
  readonly fn: unknown;
  readonly args: readonly unknown[];
  readonly options: AnyCallOptions;
}

/** Where it was asked for. */
export interface CallContext {
  readonly backend: Backend;
  readonly method: Method;
  readonly submitted: CallerStack;
}

/** Begins a call with one task; its result is that of the call. */
export function applyOne<T>(context: CallContext, request: ApplyRequest): AsyncResult<T> {
  // What the task returned is what the caller's function returns: types cannot follow it there.
  return beginResult<T>((settle) => callOne(context, request, settle as OnOutcome));
}

/** Begins a call with one task. `settle` is called once, with its outcome, after the caller's callbacks. */
export function callOne(
  context: CallContext,
  { fn, args, options }: ApplyRequest,
  settle: OnOutcome,
): Job {
  const { backend } = context;
  const shared = jobOptions(context, { fn, items: args, call: 'spread', options }, 'stop');
  const job = new ApplyJob(shared, { args, onOutcome: withCallbacks(options, settle) }, backend);
  backend.submit(job);
  linkSignal(options.signal, job);
  job.begin();
  return job;
}

/** Begins a call that has one result: the values of all items, in their order. */
export function collect<T>(context: CallContext, request: Request): AsyncResult<T[]> {
  const options = jobOptions(context, request, 'stop');
  return beginResult<T[]>((settle) => {
    const deliver = withCallbacks(request.options, settle);
    const own: CollectOptions = {
      chunkSize: sizeWish(context, request.options),
      onOutcome: (outcome) => {
        const result = outcome as Outcome<T[]>; // as in `applyOne`
        if (job.total === 0)
          settle(result); // no item, no callback: CPython's rule
        else deliver(result);
      },
    };
    const job = new CollectJob(options, own, context.backend);
    context.backend.submit(job);
    linkSignal(request.options.signal, job);
    beginWith(job, request.items);
    return job;
  });
}

/** Reads all items and begins the job with them; an input that throws is the job's error. */
function beginWith(job: CollectJob, items: Items<unknown>): void {
  if (job.isOver) return; // cancelled before it began: the source is not even opened
  if (isAsyncIterable(items)) {
    void beginLater(job, new Source(items));
    return;
  }
  try {
    job.begin(readNow(items));
  } catch (error) {
    job.abort(error, 'none');
  }
}

/** A call that ends for another reason meanwhile closes its source. */
async function beginLater(job: CollectJob, source: Source): Promise<void> {
  job.onceOver(() => {
    source.close().catch(() => {}); // whoever ended the call has been answered
  });
  try {
    job.begin(await readAll(source, () => !job.isOver));
  } catch (error) {
    job.abort(error, 'none');
  }
}

/** Begins a call whose results are read one by one. */
export function stream<T>(context: CallContext, request: Request, order: Order): ResultIterator<T> {
  const options = jobOptions(context, request, 'go-on');
  const { bufferSize, signal, unordered = order === 'completion' } = request.options;
  return beginIterator<T>({
    create: (onAvailable) => {
      const own: StreamJobOptions = {
        items: request.items,
        order: unordered ? 'completion' : 'input',
        chunkSize: sizeWish(context, request.options),
        bufferSize,
        onAvailable,
      };
      return new StreamJob(options, own, context.backend);
    },
    begin: (job) => {
      context.backend.submit(job);
      linkSignal(signal, job);
      job.begin();
    },
  });
}

function encodeFor(
  { allowShared, remakeConstants, whyNoServed }: Backend,
  fn: unknown,
): FunctionPayload {
  const options = { allowShared, remakeConstants };
  return whyNoServed === undefined
    ? encodeFunction(fn, options)
    : refusingServed(whyNoServed, encodeFunction, fn, options);
}

/**
 * Checks the call, in the order in which a reader of it would, and encodes its function.
 *
 * Calls that share a stack and have no options are nearly always one loop's, of one function: so they
 * share all that is said of them. A hundred thousand of them may be waiting.
 */
function jobOptions(
  context: CallContext,
  { fn, items, call, options }: Request,
  onError: TaskSpec['onError'],
): JobOptions {
  const { method, backend, submitted } = context;
  if (typeof fn !== 'function') throw refused('the function', fn, 'must be a function');
  checkIterable(call === 'one' ? 'items' : 'argument tuples', items);
  if (options !== NO_OPTIONS) checkCallOptions(method, options);
  const payload = encodeFor(backend, fn);
  const shared = options === NO_OPTIONS && submitted instanceof SharedStack ? submitted : undefined;
  const common = shared?.common;
  if (common?.spec.fn === payload && common.spec.call === call && common.spec.onError === onError) {
    return common;
  }
  const own: JobOptions = {
    spec: asBefore({
      fn: payload,
      call,
      onError,
      timed: options.timeout !== undefined,
      budgetMs: budgetMs(context, options),
    }),
    submitted,
    timeoutMs: options.timeout,
    retries: options.retries ?? 0,
    transfer: options.transfer,
    onProgress: inThisContext(options.onProgress),
  };
  if (shared !== undefined) shared.common = own;
  return own;
}

/** What the caller says of the size of chunks; `undefined`: nothing. */
function sizeWish(
  { backend }: CallContext,
  { chunkSize, bufferSize, timeout, transfer }: AnyCallOptions,
): SizeWish | undefined {
  // Neighbours of a task that is ended run again, which they cannot if their objects have moved away.
  if (timeout !== undefined && transfer !== undefined) return { size: 1 };
  if (chunkSize !== 'auto') return chunkSize === undefined ? undefined : { size: chunkSize };
  const most = bufferSize && Math.floor(bufferSize / (backend.slots * CHUNKS_AHEAD));
  return { size: 'auto', most };
}

let lastSpec: TaskSpec | undefined;

/** Calls of one loop have one spec: so it is kept once, and sent once for all that travel together. */
function asBefore(spec: TaskSpec): TaskSpec {
  const keys = Object.keys(spec) as (keyof TaskSpec)[]; // all of them, and no others
  if (keys.every((key) => spec[key] === lastSpec?.[key])) return lastSpec as TaskSpec;
  lastSpec = spec;
  return spec;
}

/**
 * How long a worker may keep a chunk before it hands back what it has not started. Only where nobody has
 * wished for a size; and what was moved to a worker cannot come back.
 */
function budgetMs({ backend }: CallContext, { chunkSize, transfer }: AnyCallOptions): number {
  return chunkSize === 'auto' && transfer === undefined ? backend.pace.budgetMs : 0;
}

function linkSignal(signal: AbortSignal | undefined, job: Job): void {
  if (signal === undefined || job.isOver) return;
  if (signal.aborted) job.cancel(signal.reason);
  else job.onceOver(linkAbort(signal, (reason) => job.cancel(reason)));
}

/**
 * `settle`, after the caller's callback: it is awaited, and if it fails that is the call's error, with
 * the task's own at the end of its chain of causes.
 */
function withCallbacks<T>(
  { callback, errorCallback, signal }: AnyCallOptions,
  settleIt: (outcome: Outcome<T>) => void,
): (outcome: Outcome<T>) => void {
  const settle = signal === undefined ? settleIt : expectingAbort(signal, settleIt);
  if (callback === undefined && errorCallback === undefined) return settle;
  const onValue = inThisContext(callback as ((value: T) => void) | undefined);
  const onError = inThisContext(errorCallback);
  return (outcome) => {
    if (outcome.ok ? onValue === undefined : onError === undefined) {
      settle(outcome);
      return;
    }
    const told = (async () => (outcome.ok ? onValue?.(outcome.value) : onError?.(outcome.error)))();
    told.then(
      () => settle(outcome.ok ? outcome : expected(outcome.error)),
      (error: unknown) =>
        settle({ ok: false, error: outcome.ok ? error : chain(error, outcome.error) }),
    );
  };
}

/** The caller knows of it: nobody need look at the result. */
function expected(error: unknown): ExpectedFailure {
  return { ok: false, error, isExpected: true };
}

/** Whoever aborts a call knows how it ends. */
function expectingAbort<T>(
  signal: AbortSignal,
  settle: (outcome: Outcome<T>) => void,
): (outcome: Outcome<T>) => void {
  return (outcome) => {
    const isAborted = !outcome.ok && signal.aborted && outcome.error === signal.reason;
    settle(isAborted ? expected(signal.reason) : outcome);
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
function inThisContext<A>(
  callback: ((arg: A) => void) | undefined,
): ((arg: A) => void) | undefined {
  return callback && AsyncResource.bind((arg: A) => callback(arg));
}
