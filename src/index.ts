/**
 * manyhands: CPython's `multiprocessing.Pool` for Node.js.
 *
 *  this process                                                        ┊  a worker
 *                                                                      ┊
 *  Pool ── call ──► Job ── chunks ──► Scheduler ── run ──► Handle ──► Channel ┈┈┈► loop ──► your function
 *   ▲               │ ▲                 │    ▲              │  ▲       ┊            │
 *   │               │ └─── outcome ─────┘    └─── room ─────┘  └───────┊◄┈ done ┈┈┈┈┘
 *   └── result ─────┘                                                  ┊
 *
 * Calls go right, by method; news comes left, by the callback given at construction; nothing but wire
 * messages crosses ┊. To follow `pool.map(f, xs)`, read in this order:
 *
 *   base-pool.ts → calls.ts → schedule/collect-job.ts → schedule/scheduler.ts → handle/handle.ts
 *   → transport/process.ts ┊ worker/process-entry.ts → worker/loop.ts → worker/run-chunk.ts
 *
 * This file is the public surface and nothing else.
 */
export {
  CrashLoopError,
  InitializerError,
  InvariantError,
  NotSendableError,
  OptionError,
  PoolError,
  PoolStateError,
  PoolTerminatedError,
  ProtocolError,
  TaskTimeoutError,
  TimeoutError,
  WorkerLostError,
} from './base/errors.ts';
export { AsyncResult } from './async-result.ts';
export { type CurrentWorker, currentWorker } from './base/current-worker.ts';
export type {
  CallbackOptions,
  CallOptions,
  MapOptions,
  StreamOptions,
  ThroughOptions,
} from './call-options.ts';
export { move } from './codec/crossing/move.ts';
export type { Moved, ResultOf } from './base/moved.ts';
export { task } from './codec/function/task.ts';
export { cpuCount } from './cpu-count.ts';
export type { PoolOptions, ResolvedPoolOptions } from './options.ts';
export type { PoolState, WorkerInfo } from './base-pool.ts';
export { Pool } from './pool.ts';
export { ThreadPool } from './presets.ts';
export { ResultIterator } from './result-iterator.ts';
export type { Progress } from './schedule/job.ts';
export type { Items } from './schedule/open-iterator.ts';
