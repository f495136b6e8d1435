/** From a chain and its end to a job: what `calls.ts` does for functions. */
import { AsyncResource } from 'node:async_hooks';
import { resolveWith } from './async-result.ts';
import type { EndKind, StageKind } from '../base/chain.ts';
import { CALLS } from '../base/channels.ts';
import { checkFunction } from '../base/check.ts';
import { PoolStateError } from '../base/errors.ts';
import type { Outcome } from '../base/outcome.ts';
import { nameOfFunction } from '../base/class-name.ts';
import { refusingServed } from '../base/served.ts';
import { encodeChain } from '../codec/function/encode-chain.ts';
import type { AnyFunction } from '../codec/function/task.ts';
import type { Items } from '../items/open-iterator.ts';
import { type Pace, paceForTables } from '../job/chunk-size.ts';
import type { JobOptions } from '../job/job-options.ts';
import type { FlowJob, FlowJobOptions } from '../job/flow-job.ts';
import { FlowStream } from '../job/flow-stream.ts';
import { FoldJob } from '../job/fold-job.ts';
import type { Partials } from '../job/partials.ts';
import type { MakePartials } from './flow-joins.ts';
import { ownOptions } from '../base/check.ts';
import { LONG_CALLS, watchCall } from './call-events.ts';
import type { FlowOptions } from './call-options.ts';
import { beginOne, encodingFor, sizeWish, specify } from './calls.ts';
import type { CallContext } from './requests.ts';
import { beginIterator, type ResultIterator } from './result-iterator.ts';

/** A stage, and by which method it was added. */
export interface NamedStage {
  readonly method: string;
  readonly kind: StageKind;
  readonly fn: AnyFunction;
}

/** A chain without its end. */
export interface FlowSource {
  readonly items: Items<unknown>;
  readonly options: FlowOptions;
  /** `end`: the public method that is called. Throws if the pool takes no calls. */
  open(end: AnyFunction): CallContext;
}

/** How an end is called. */
export interface EndCall {
  /** The public method. */
  readonly method: AnyFunction;
  readonly kind: EndKind;
  /** What the workers call, in the order of `End.fns`. */
  readonly fns?: Readonly<Record<string, unknown>>;
  /** What is called here. */
  readonly own?: Readonly<Record<string, unknown>>;
}

/** A chain with its end. */
export interface FlowCall {
  readonly source: FlowSource;
  readonly stages: readonly NamedStage[];
  readonly end: EndCall;
}

/** The one result of a chain. */
export async function fold(call: FlowCall, makePartials: MakePartials): Promise<unknown> {
  const context = call.source.open(call.end.method);
  const { isOrdered, options, own } = specifyFlow(call, context);
  takeItems(call.source);
  const partials = inThisContext(makePartials(isOrdered));
  return await new Promise((resolve) => {
    const onOutcome = (outcome: Outcome<unknown>): void => resolveWith(outcome, resolve);
    beginJob(new FoldJob(options, { ...own, partials, onOutcome }, context.backend), call, context);
  });
}

/** The values of a chain, one by one. */
export function flow<T>(call: FlowCall): ResultIterator<T> {
  const context = call.source.open(call.end.method);
  const { isOrdered, options, own } = specifyFlow(call, context);
  takeItems(call.source);
  return beginIterator<T, FlowStream>({
    create: (onAvailable) =>
      new FlowStream(options, { ...own, isOrdered, onAvailable }, context.backend),
    begin: (job) => beginJob(job, call, context),
  });
}

/** Iterators that the end of a chain reads, or has read. */
const taken = new WeakSet<object>();

/** A chain may have many ends, an iterator is over after one: the next would find nothing, and nobody would hear of it. */
function takeItems({ items }: FlowSource): void {
  if (!isReadOnce(items)) return;
  if (taken.has(items))
    throw new PoolStateError(
      'the items of this chain have been read: a generator, an iterator or a stream can be read once. ' +
        'Make another one for each end, or read the items into an array first',
    );
  taken.add(items);
}

/** Streams of Node and of the web, and whatever is its own iterator: to iterate it anew is to go on with it. */
function isReadOnce(items: Items<unknown>): items is Items<unknown> & object {
  if (typeof items !== 'object') return false; // a text
  const has = (method: string): boolean => typeof Reflect.get(items, method) === 'function';
  if (has('on') || has('getReader')) return true;
  if (!has('next')) return false;
  const open: unknown =
    Reflect.get(items, Symbol.asyncIterator) ?? Reflect.get(items, Symbol.iterator);
  return typeof open === 'function' && Reflect.apply(open, items, []) === items;
}

function beginJob(job: FlowJob, { source, end }: FlowCall, context: CallContext): void {
  const { items, options } = source;
  const begin = (): void => beginOne(context, job, options.signal);
  if (!CALLS.hasSubscribers && !LONG_CALLS.hasSubscribers) return begin();
  const method = endName(end.method.name);
  watchCall({ backend: context.backend, method }, { job, items }, begin);
}

/** What both kinds of jobs are made of. */
interface SpecifiedFlow {
  readonly isOrdered: boolean;
  readonly options: JobOptions;
  readonly own: FlowJobOptions;
}

/** The functions are captured here. */
function specifyFlow({ source, stages, end }: FlowCall, context: CallContext): SpecifiedFlow {
  const { whyNoServed } = context.backend;
  const { kind, method, fns = {}, own: ours = {} } = end;
  for (const [name, fn] of Object.entries({ ...fns, ...ours })) checkFunction(name, fn);
  const chain = { stages, end: { kind, fns: Object.values(fns) as AnyFunction[] } }; // checked just now
  const toEncode = [nameOf(stages, method), chain, encodingFor(context.backend)] as const;
  const payload =
    whyNoServed === undefined
      ? encodeChain(...toEncode)
      : refusingServed(whyNoServed, encodeChain, ...toEncode);
  const { chunkSize = 'auto', bufferSize, unordered = false } = source.options;
  const given = Object.assign(ownOptions(source.options), { chunkSize });
  const pace = paceOf(kind, context);
  const options = specify(context, {
    payload,
    call: 'fold',
    onError: 'stop',
    options: given,
    pace,
  });
  const size = sizeWish(context, given) ?? { size: 'auto', most: undefined };
  const own = { items: source.items, chunkSize: size, bufferSize, pace };
  return { isOrdered: !unordered, options, own };
}

/** How long chunks last that are cut by time. */
function paceOf(kind: EndKind, { backend }: CallContext): Pace {
  return kind === 'counts' || kind === 'keyed' ? paceForTables(backend.pace) : backend.pace;
}

/** What the caller gave to join partials runs in the caller's own async context. */
function inThisContext(partials: Partials): Partials {
  const context = new AsyncResource('manyhands.Flow');
  return {
    add: (part) => context.runInAsyncScope(() => partials.add(part)),
    finish: () => context.runInAsyncScope(() => partials.finish()),
  };
}

/** What is iterated has no name. */
function endName(method: string): string {
  return method.startsWith('[') ? 'values' : method;
}

/** `map(parse).filter(isError).sum()`, or `map(parse).find(isError)` */
function nameOf(stages: readonly NamedStage[], method: AnyFunction): string {
  const end = endName(method.name);
  const calls = stages.map((stage) => `${stage.method}(${nameOfFunction(stage.fn)})`);
  const isStage = stages.at(-1)?.method === end; // that of `find` is its own last stage
  return (isStage ? calls : [...calls, `${end}()`]).join('.');
}
