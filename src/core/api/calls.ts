/**
 * From the arguments of a public method to a job: checked, with its function encoded, its callbacks and
 * its AbortSignal connected. `api/base-pool.ts` says what each method does; this is how.
 */
import { linkAbort } from './abort-link.ts';
import { isAborted, reasonOf } from '../base/abort-signal.ts';
import { packedContext } from './call-context.ts';
import { type AsyncResult, beginResult, beginResultOf, settleResult } from './async-result.ts';
import { CALLS } from '../base/channels.ts';
import { refused } from '../base/check.ts';
import { OptionError } from '../base/errors.ts';
import type { Outcome } from '../base/outcome.ts';
import type { FunctionPayload } from '../base/payload.ts';
import { refusingServed } from '../base/served.ts';
import { type AnyCallOptions, checkCallOptions, checkRefused, NO_OPTIONS } from './call-options.ts';
import { LONG_CALLS, watchCall } from './call-events.ts';
import { inThisContext, reportsInThisContext, withCallbacks } from './callbacks.ts';
import { SharedStack } from './caller-stack.ts';
import { encodeFunction, type EncodeOptions } from '../codec/function/encode-function.ts';
import type { ApplyRequest, CallContext, Request, Specified } from './requests.ts';
import { holdFiles } from '../codec/function/large-memories.ts';
import { ApplyJob, type OnOutcome } from '../job/apply-job.ts';
import type { Backend } from '../schedule/backend.ts';
import { CHUNKS_AHEAD, type Pace, type SizeWish } from '../job/chunk-size.ts';
import type { FlowJob } from '../job/flow-job.ts';
import { CollectJob, type CollectOptions } from '../job/collect-job.ts';
import type { Job } from '../job/job.ts';
import type { JobOptions } from '../job/job-options.ts';
import type { Items } from '../items/open-iterator.ts';
import { checkIterable, isAsyncIterable, readNow } from '../items/read-items.ts';
import { readAll } from '../items/source.ts';
import type { Talk, TaskSpec } from '../wire/messages.ts';
import type { StreamJob } from '../job/stream-job.ts';

/** How many values of a task may wait for their reader: credit for half of them hides a round trip. */
const VALUES_AHEAD = 32;

/** Begins a call with one task; its result is that of the call. */
export function applyOne<T>(context: CallContext, request: ApplyRequest): AsyncResult<T> {
  // What the task returned is what the caller's function returns: types cannot follow it there.
  const settle = settleResult as OnOutcome;
  return beginResultOf<T>((result) => callOne(context, request, settle, result));
}

/** Begins a call with one task. `settle` is called once, with its outcome and `whose`, after the caller's callbacks. */
export function callOne(
  context: CallContext,
  given: ApplyRequest,
  settle: OnOutcome,
  whose?: object,
): Job {
  const { backend } = context;
  const request = checked(context, given);
  const { options } = request;
  const shared = jobOptions(context, request, 'stop');
  const onOutcome =
    options === NO_OPTIONS
      ? settle
      : withCallbacks(options, (outcome) => settle(outcome, whose, context.submitted));
  const job = new ApplyJob(shared, { args: given.items, onOutcome, whose }, backend);
  if (CALLS.hasSubscribers)
    watchCall(context, { job }, () => beginOne(context, job, options.signal));
  else beginOne(context, job, options.signal);
  return job;
}

/** Hands over a job that reads its items itself, or has but one. */
export function beginOne(
  { backend }: CallContext,
  job: ApplyJob | StreamJob | FlowJob,
  signal: AbortSignal | undefined,
): void {
  backend.submit(job);
  linkSignal(signal, job);
  linkFiles(job);
  job.begin();
}

/** Begins a call that has one result: the values of all items, in their order. */
export function collect<T>(context: CallContext, given: Request): AsyncResult<T[]> {
  const request = checked(context, given);
  const options = jobOptions(context, request, 'stop');
  return beginResult<T[]>((settle) => {
    const deliver =
      request.options === NO_OPTIONS ? settle : withCallbacks(request.options, settle);
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
    if (CALLS.hasSubscribers || LONG_CALLS.hasSubscribers)
      watchCall(context, { job, items: request.items }, () => beginAll(context, job, request));
    else beginAll(context, job, request);
    return job;
  });
}

function beginAll({ backend }: CallContext, job: CollectJob, request: Request): void {
  backend.submit(job);
  linkSignal(request.options.signal, job);
  linkFiles(job);
  beginWith(job, request.items);
}

/** Reads all items and begins the job with them; an input that throws is the job's error. */
function beginWith(job: CollectJob, items: Items<unknown>): void {
  if (job.isOver) return; // cancelled before it began: the source is not even opened
  if (isAsyncIterable(items)) {
    void beginLater(job, items);
    return;
  }
  try {
    job.begin(readNow(items));
  } catch (error) {
    job.abort(error, 'none');
  }
}

async function beginLater(job: CollectJob, items: Items<unknown>): Promise<void> {
  try {
    job.begin(await readAll(items, job));
  } catch (error) {
    job.abort(error, 'none');
  }
}

/** How functions of a call are encoded. */
export function encodingFor({ allowShared, remakeConstants, whyNoServed }: Backend): EncodeOptions {
  // Who reaches served objects of this program, by a socket, is a process of this machine.
  const isHere = whyNoServed === undefined;
  return {
    allowShared,
    remakeConstants,
    useFiles: !allowShared && isHere,
    byHash: !isHere,
  };
}

function encodeFor(backend: Backend, fn: unknown): FunctionPayload {
  const { whyNoServed } = backend;
  const options = encodingFor(backend);
  return whyNoServed === undefined
    ? encodeFunction(fn, options)
    : refusingServed(whyNoServed, encodeFunction, fn, options);
}

/** The request, checked in the order in which a reader of it would, with options of its own. */
export function checked({ method }: CallContext, request: Request): Request {
  const { fn, items, call, options: given } = request;
  if (typeof fn !== 'function') throw refused('the function', fn, 'must be a function');
  checkIterable(call === 'one' ? 'items' : 'argument tuples', items);
  if (given === NO_OPTIONS) return request;
  return { ...request, options: checkCallOptions(method, given) };
}

/**
 * Encodes the function of a checked call.
 *
 * Calls that share a stack and have no options are nearly always one loop's, of one function: so they
 * share all that is said of them. A hundred thousand of them may be waiting.
 */
export function jobOptions(
  context: CallContext,
  { fn, call, options, isFlat = options.flat }: Request,
  onError: TaskSpec['onError'],
  budgetMs?: number,
): JobOptions {
  const payload = encodeFor(context.backend, fn);
  const ahead = isFlat === true ? (options.bufferSize ?? VALUES_AHEAD) : 0;
  return specify(context, { payload, call, onError, options, ahead, budgetMs });
}

/** What the job of a checked call is made of. */
export function specify(
  context: CallContext,
  { payload, call, onError, options, ahead = 0, pace, budgetMs }: Specified,
): JobOptions {
  const { submitted, backend } = context;
  if (backend.refuses !== undefined && options !== NO_OPTIONS)
    checkRefused(backend.refuses, options);
  const given = options.context ?? backend.context;
  const isUsual =
    options === NO_OPTIONS && given === undefined && ahead === 0 && budgetMs === undefined;
  const shared = isUsual && submitted instanceof SharedStack ? submitted : undefined;
  const common = shared?.common;
  if (common?.spec.fn === payload && common.spec.call === call && common.spec.onError === onError) {
    return common;
  }
  const { abortMs = 0, killMs = 0 } = backend.graces ?? {};
  const abortGraceMs = options.abortGrace ?? (ahead > 0 ? Math.max(abortMs, killMs) : abortMs);
  const isSilent = isUsual && abortGraceMs === 0;
  const talk = isSilent ? undefined : talkOf(options, abortGraceMs, ahead);
  const own: JobOptions = {
    spec: {
      fn: payload,
      call,
      onError,
      timed: options.timeout !== undefined || ahead > 0,
      budgetMs: budgetMs ?? budgetOf(pace ?? backend.pace, options),
      ...(talk === undefined ? {} : { talk }),
      ...(given === undefined ? {} : packedContext(given, payload.name)),
    },
    submitted,
    timeoutMs: options.timeout,
    retries: options.retries ?? 0,
    affinity: options.affinity,
    priority: options.priority === 0 ? undefined : options.priority,
    placement: placementFor(backend, options),
    transfer: options.transfer,
    onProgress: options.onProgress && inThisContext(options.onProgress),
    onReport: options.onReport && reportsInThisContext(options.onReport),
    abortGraceMs,
  };
  if (shared !== undefined) shared.common = own;
  return own;
}

/** What a call asks of hosts, where there are any. @throws OptionError */
function placementFor(
  { placementOf }: Pick<Backend, 'placementOf'>,
  { on }: AnyCallOptions,
): string | undefined {
  if (on === undefined) return undefined;
  if (placementOf !== undefined) return placementOf(on);
  throw new OptionError('on: this pool has no hosts to choose from: only a ClusterPool has');
}

/** What the tasks of a call and the pool have to say to each other while they run; `undefined`: nothing. */
function talkOf(
  { onReport }: AnyCallOptions,
  abortGraceMs: number,
  ahead: number,
): Talk | undefined {
  const talk = { reports: onReport !== undefined, abortable: abortGraceMs > 0, ahead };
  return talk.reports || talk.abortable || ahead > 0 ? talk : undefined;
}

/** What the caller says of the size of chunks; `undefined`: nothing. */
export function sizeWish(
  { backend }: CallContext,
  { chunkSize, bufferSize, timeout, transfer }: AnyCallOptions,
): SizeWish | undefined {
  // Neighbours of a task that is ended run again, which they cannot if their objects have moved away.
  if (timeout !== undefined && transfer !== undefined) return { size: 1 };
  if (chunkSize !== 'auto') return chunkSize === undefined ? undefined : { size: chunkSize };
  const most = bufferSize && Math.floor(bufferSize / (backend.slots * CHUNKS_AHEAD));
  return { size: 'auto', most };
}

/**
 * How long a worker may keep a chunk before it hands back what it has not started. Only where nobody has
 * wished for a size; and what was moved to a worker cannot come back.
 */
function budgetOf({ budgetMs }: Pace, { chunkSize, transfer }: AnyCallOptions): number {
  return chunkSize === 'auto' && transfer === undefined ? budgetMs : 0;
}

/** As long as the job is under way, what was captured for it can be had. */
export function linkFiles(job: Job): void {
  if (job.spec.fn.weight !== undefined && !job.isOver) job.onceOver(holdFiles(job.spec.fn));
}

export function linkSignal(signal: AbortSignal | undefined, job: Job): void {
  if (signal === undefined || job.isOver) return;
  if (isAborted(signal)) job.cancel(reasonOf(signal));
  else job.onceOver(linkAbort(signal, (reason) => job.cancel(reason)));
}
