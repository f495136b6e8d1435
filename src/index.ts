/**
 * manyhands: CPython's `multiprocessing.Pool` for Node.js.
 *
 *  this process                                                        ┊  a worker
 *                                                                      ┊
 *  Pool ── call ──► Job ── chunks ──► Scheduler ── run ──► Handle ──► Channel ┈┈┈► loop ──► your function
 *   ▲               │ ▲                 │    ▲              │  ▲       ┊            │
 *   │               │ └─── outcome ─────┘    └─ free slots ─┘  └───────┊◄┈ done ┈┈┈┈┘
 *   └── result ─────┘                                                  ┊
 *
 * Calls go right, by method; events come left, by the callback given at construction; nothing but wire
 * messages crosses ┊. `docs/design.md` has the words and the road of a call, file by file. The rooms of
 * `core/`, in the order in which a call enters them:
 *
 *   api        the public methods: checks a call, makes a job of it
 *   items      reads what can be iterated
 *   codec      functions, errors and values as what may cross
 *   job        one call in flight: cuts chunks, takes their results
 *   schedule   the queue; which worker gets which chunk; what becomes of a chunk whose worker died
 *   handle     one worker seen from here, and all of them: the crew
 *   tickets    the right to start a chunk, exactly once
 *   transport  opens the channel to a worker: a process, a thread, or inline
 *   wire       messages, their fields, their bytes
 *   worker     what runs on the other side
 *   base       leaves
 *
 * On top of the core: `cluster/` (hosts on other machines), `progress/` (a bar), `shared/` (locks, queues, objects that live
 * in one place), `process/` (single processes, threads, actors), `trace/` (a file of what was done), `otel/` (OpenTelemetry),
 * `dashboard/` (a page that shows it live), `cli/` (the command).
 * This file is the public surface and nothing else.
 */
export {
  BrokenBarrierError,
  ClosedError,
  CrashLoopError,
  InitializerError,
  InvariantError,
  NotSendableError,
  OptionError,
  PoolStateError,
  PoolTerminatedError,
  ProtocolError,
  QueueEmptyError,
  QueueFullError,
  TaskTimeoutError,
  TimeoutError,
  WorkerLostError,
} from './core/base/errors.ts';
export {
  type AnyPoolError,
  PoolError,
  type PoolErrorConstructor,
  type PoolErrorsByCode,
} from './core/api/pool-error.ts';
export { AsyncResult } from './core/api/async-result.ts';
export { type CurrentWorker, currentWorker, report } from './core/base/current-worker.ts';
export type {
  BroadcastOptions,
  CallbackOptions,
  CallOptions,
  FlowOptions,
  GeneratorOptions,
  MapOptions,
  StreamOptions,
  ThroughOptions,
} from './core/api/call-options.ts';
export { move } from './core/codec/crossing/move.ts';
export type { Moved, MovedMarker, ResultOf } from './core/base/moved.ts';
export {
  type AnyFunction,
  type FunctionExport,
  task,
  type Untyped,
  type UntypedTask,
} from './core/codec/function/task.ts';
export { perWorker } from './core/codec/function/per-worker.ts';
export { cpuCount } from './core/api/cpu-count.ts';
export type {
  AnyArguments,
  CustomTransport,
  PoolOptions,
  PoolSettings,
  ResolvedPoolOptions,
  WorkerInit,
} from './core/api/pool-options.ts';
export type { Flat, IteratorCalls, Streamed } from './core/api/iterator-calls.ts';
export type { ReportListener, ReportSource } from './core/job/reports.ts';
export type { AnyPool, WorkerInfo } from './core/api/any-pool.ts';
export type { PoolState } from './core/schedule/backend.ts';
export type {
  PoolStats,
  SlowTask,
  TaskCounts,
  WorkerCounts,
  WorkerStats,
} from './core/schedule/pool-stats.ts';
export type { Distribution } from './core/base/histogram.ts';
export type {
  CallEvent,
  ChunkEvent,
  ChunkOutcome,
  FailureEvent,
  WorkerEvent,
} from './core/base/channels.ts';
export type { WaitOptions } from './core/api/wait-options.ts';
export type { TypedDuplex } from './core/api/typed-duplex.ts';
export {
  type CloseOptions,
  type DrainOptions,
  Pool,
  type PoolConstructor,
} from './core/api/pool.ts';
export type {
  OutputListener,
  ResolvedServing,
  ServingSettings,
  WorkerRange,
} from './core/api/serving-options.ts';
export {
  ThreadPool,
  type ThreadPoolConstructor,
  type ThreadPoolOptions,
} from './core/api/thread-pool.ts';
export { Flow, type Key, type Several } from './core/api/flow.ts';
export { ResultIterator } from './core/api/result-iterator.ts';
export { type Actor, actor } from './process/actor.ts';
export type { ActorOptions } from './process/actor-options.ts';
export { activeChildren, type Child } from './process/child.ts';
export { Process, type ProcessConstructor } from './process/process.ts';
export { Thread, type ThreadConstructor } from './process/thread.ts';
export type { ProcessOptions } from './process/process-options.ts';
export { currentProcess, parentProcess, type ProcessInfo } from './core/base/current-process.ts';
export type { Remote, RemoteMethod, RemoteName, RemoteResult } from './shared/remote.ts';
export type { WorkerExit } from './core/base/exit.ts';
export type { Transferable } from './core/base/transferable.ts';
export type { InstanceClass } from './core/codec/classes/class-registry.ts';
export type { ResourceLimits } from './core/transport/transport.ts';
export type { WorkerState } from './core/handle/worker-state.ts';
export type { Progress } from './core/job/progress.ts';
export type { Items } from './core/items/open-iterator.ts';
export { type Range, range } from './core/items/range.ts';
