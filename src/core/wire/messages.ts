/**
 * The whole wire, both ways: every message that crosses between the pool and a worker.
 *
 *    ToWorker    start · define · run · drop · abort · credit · forget · room · pipe · go-on · stop
 *    FromWorker  ready · init-failed · finalizer-failed · loading · load-failed · started · waiting · said · done ·
 *                printing · crashed · resend · redefine · want-room · piped
 *
 * Messages hold live values; `frame.ts` turns them into bytes for processes, threads clone them as
 * they are. Nobody but a channel and a worker's port sees them on the way.
 *
 * A message means the same to every transport, and none of them needs an answer at once: whoever
 * waits for a worker waits for its channel's end as well.
 */
import type { AbortCause } from '../base/abort-cause.ts';
import type { Identity } from '../base/current-process.ts';
import type { FileHandle } from '../base/large.ts';
import type { ErrorPayload, FunctionPayload } from '../base/payload.ts';
import type { ItemList, ResultValues } from './list/number-range.ts';

/**
 * Goes up whenever a message changes its shape; both sides must agree (see `start`). So it does when anything changes
 * that the programs of a cluster say to each other, or where: those of another number have a queue of their own there.
 */
export const WIRE_VERSION = 17;

/** What to call, and how far to go: the same for all chunks of one call. */
export interface TaskSpec {
  readonly fn: FunctionPayload;
  /**
   * `'one'`: fn(item). `'spread'`: fn(...item), as `starmap` and `apply` do. `'fold'`: fn gives a chain
   * (`base/chain.ts`), which makes one partial of all items.
   */
  readonly call: 'one' | 'spread' | 'fold';
  /** `'stop'`: an item that throws ends the chunk (CPython's map). `'go-on'`: the others run. */
  readonly onError: 'stop' | 'go-on';
  /** Whether the worker has to say when each task starts: somebody is timing it. */
  readonly timed: boolean;
  /** After so many ms the items not started are handed back (the result ends early). 0: never. */
  readonly budgetMs: number;
  /** The context of the call, for whoever takes it up there (`base/task-scope.ts`); mostly there is none. */
  readonly carrier?: string;
  /** What `currentWorker().context` is, packed (`base/packed-context.ts`); mostly there is none. */
  readonly context?: string;
  /** What its tasks and the pool have to say to each other while they run; mostly it is nothing. */
  readonly talk?: Talk;
}

export interface Talk {
  /** Somebody listens to what tasks report. */
  readonly reports: boolean;
  /** A task may be asked to stop; those behind it are not begun then. */
  readonly abortable: boolean;
  /** What a task returns is iterated, and sent value by value: so many ahead of their reader. 0: it is not. */
  readonly ahead: number;
}

/** A chunk as the worker needs to know it. */
export interface RunChunk {
  /** Unique within one pool; it also is the chunk's ticket (see `tickets/tickets.ts`). */
  readonly id: number;
  readonly spec: TaskSpec;
  readonly items: ItemList;
  /** Before it is sent: the call that it is a part of. */
  readonly job?: object;
  /** 0 at first, then 1, 2, … as lost workers make the pool run the chunk again. */
  readonly attempt: number;
}

/**
 * What became of consecutive items of one chunk, those from offset `from` on. The items named in
 * `errors` failed, those in between have their result in `values`, in order.
 */
export interface ChunkResult {
  readonly id: number;
  readonly from: number;
  readonly values: ResultValues;
  /** Of a fold: how many items the result is about. Its values are partials, one after another, of any number. */
  readonly covers?: number;
  /** `[offset in the chunk, error]`, ascending. */
  readonly errors: readonly (readonly [offset: number, error: ErrorPayload])[];
  /** How long the chunk took to run, in ms; 0 while it is not done. Timed: how long the last of these tasks did. */
  readonly runMs: number;
}

/** What a worker calls before its first task. */
export interface SetUpCall {
  readonly fn: FunctionPayload;
  readonly args: readonly unknown[];
  /** In place of `args`, if large buffers of theirs are in files. */
  readonly packed?: FunctionPayload;
}

/** The first message: who you are, and what to run before any task. */
export interface StartMessage {
  readonly kind: 'start';
  readonly version: number;
  readonly workerId: number;
  /** The number of its place in the pool, from 0. */
  readonly slot: number;
  /** What the worker is called, and who has started it; absent if it is no process or thread of its own. */
  readonly identity?: Identity | undefined;
  /** How many pools are around the worker: 1 in a pool of the program itself. */
  readonly depth: number;
  readonly initializer: SetUpCall | null;
  /** Runs before the worker ends in order. */
  readonly finalizer: FunctionPayload | null;
  /** What was broadcast before, and is to be run in every worker; after the initializer. */
  readonly replays?: readonly SetUpCall[];
  /** Classes whose instances keep their class on the wire, in the order of the pool's list. */
  readonly classes: readonly FunctionPayload[];
  /** How many chunks it runs at once. */
  readonly concurrency: number;
  /** Whether to report the memory in use with each `done`. */
  readonly reportMemory: boolean;
  /** URL of the program's entry script: never imported by a worker, however deep pools are nested. */
  readonly entry: string;
}

export type ToWorker =
  | StartMessage
  | { readonly kind: 'define'; readonly fn: FunctionPayload }
  | { readonly kind: 'run'; readonly chunks: readonly RunChunk[] }
  /** These were taken back before they started: free them. */
  | { readonly kind: 'drop'; readonly chunkIds: readonly number[] }
  /** The chunk, which was started, is to come to its end. */
  | { readonly kind: 'abort'; readonly chunkId: number; readonly cause: AbortCause }
  /** So many more values of the chunk may be sent. */
  | { readonly kind: 'credit'; readonly chunkId: number; readonly count: number }
  | { readonly kind: 'forget'; readonly functionIds: readonly string[] }
  /** The answer to `want-room`: a file for each length, or none. Between the ends of the channel alone. */
  | { readonly kind: 'room'; readonly files: readonly FileHandle[] }
  /** A pipe to write to from now on, a descriptor of the program: between the ends of the channel alone, as is its answer. */
  | { readonly kind: 'pipe'; readonly pid: number; readonly fd: number }
  /** After `load-failed`: run what you have, this worker stays. After items were handed back: what comes before others is in order again. */
  | { readonly kind: 'go-on' }
  /** End by yourself, now: there will be no more work. `isHasty`: without the finalizer. */
  | { readonly kind: 'stop'; readonly isHasty?: boolean };

interface TaskNews<Kind> {
  readonly kind: Kind;
  readonly chunkId: number;
  readonly offset: number;
  /** The results of those before it, once each. */
  readonly before: ChunkResult;
}

/**
 * Of a chunk that is being run. `'started'`: the task at `offset` starts now. `'waiting'`: it takes long, and those behind
 * it are handed back, as by a `done` that says so.
 */
export type TaskMessage = TaskNews<'started'> | TaskNews<'waiting'>;

export type FromWorker =
  | { readonly kind: 'ready' }
  /** `replay`: the name of what failed, if it was not the initializer. */
  | { readonly kind: 'init-failed'; readonly error: ErrorPayload; readonly replay?: string }
  /** Of a worker that was told to stop, and ends. */
  | { readonly kind: 'finalizer-failed'; readonly error: ErrorPayload }
  /** The chunk has to wait until its function is loaded; or no more. */
  | { readonly kind: 'loading'; readonly chunkId: number; readonly isOver: boolean }
  /** The function of that chunk could not be loaded. The worker starts nothing more before `go-on`. */
  | { readonly kind: 'load-failed'; readonly chunkId: number }
  /** A file that the chunk needs cannot be opened here (`base/large.ts`): between the ends of the channel alone. */
  | { readonly kind: 'resend'; readonly chunkId: number }
  /** As `resend`: for a function. */
  | { readonly kind: 'redefine'; readonly functionId: string }
  /** There are large buffers in a result, which waits for files to put them into. */
  | { readonly kind: 'want-room'; readonly lengths: readonly number[] }
  /** The answer to `pipe`: all that follows comes through it, or it could not be opened. */
  | { readonly kind: 'piped'; readonly isOpen: boolean }
  | TaskMessage
  | SaidMessage
  | {
      readonly kind: 'done';
      readonly results: readonly ChunkResult[];
      /** Memory in bytes (of a thread: its own): if it was asked for, and once a second; otherwise 0. */
      readonly memory: number;
      /** It is not of all items: the others are to run before what comes behind them, so nothing more starts before `go-on`. */
      readonly handsBack?: boolean;
    }
  /** The worker is to end, and its output is on its way out: whoever reads it takes some of it now and then. */
  | { readonly kind: 'printing' }
  /** Something was thrown outside every task's promise; the worker ends after this message. */
  | { readonly kind: 'crashed'; readonly error: ErrorPayload };

/** A task that runs says something: it reports, or it is iterated and this is its next value. */
export interface SaidMessage {
  readonly kind: 'said';
  readonly chunkId: number;
  /** Of the task's item in the chunk. */
  readonly offset: number;
  readonly what: 'report' | 'value';
  /** It is one. */
  readonly values: ArrayLike<unknown>;
}

/** Not a message: a thread posts it to say that there is something to read in `shared-results.ts`. */
export const RING = 1;
