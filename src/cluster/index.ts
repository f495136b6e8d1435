/**
 * manyhands past one machine: `ClusterPool`, the `Pool` whose workers are on other machines, and
 * `startHost`, which makes a machine one of them.
 *
 *    your program                        NATS JetStream                     hosts (any number)
 *    ClusterPool ──── chunks ────►  queue, functions by hash  ────►  startHost ──► its own workers
 *         ▲                                                              │
 *         └────────────── first result, acknowledged ◄───────────────────┘
 *
 * To follow one chunk, read submit/cluster-scheduler.ts → submit/submitted-job.ts
 * → engine/engine.ts → host/host.ts → host/delivery-handler.ts → host/host-job.ts → host/result-sender.ts
 * → submit/receive-result.ts.
 *
 * Its own package export: nothing of it is loaded by `import 'manyhands'`.
 */
export { type AttachOptions, ClusterPool, type ClusterPoolConstructor } from './cluster-pool.ts';
export type { ConnectionOptions } from './connect.ts';
export type { AnyPool } from '../core/api/any-pool.ts';
export type { PoolError } from '../core/api/pool-error.ts';
export type { AnyArguments, PoolSettings, WorkerInit } from '../core/api/pool-options.ts';
export type { WorkerState } from '../core/handle/worker-state.ts';
export type { Items } from '../core/items/open-iterator.ts';
export type { Progress } from '../core/job/progress.ts';
export { DetachedResults } from './detached/detached-results.ts';
export type { SubmitOptions } from './detached/submit.ts';
export { EngineError, type EngineErrorReason } from './engine/engine-error.ts';
export type {
  BytesCheck,
  ChunkMessage,
  ChunkQueue,
  ChunkSubscription,
  Connection,
  ConnectionState,
  Control,
  Delivery,
  Engine,
  Headers,
  Listener,
  Message,
  Poison,
  Presence,
  QueuedChunk,
  Replies,
  ReplyStatus,
  ResultEntry,
  ResultLog,
  Store,
} from './engine/engine.ts';
export {
  type PermissionOptions,
  type Permissions,
  permissionsFor,
  userConfig,
} from './engine/nats/permissions.ts';
export { ClusterHost } from './host/host.ts';
export { startHost, type HostWorkerOptions, type StartHostOptions } from './host/start-host.ts';
export type { ClusterPoolOptions, ClusterPoolSettings, ClusterWorkerOptions } from './options.ts';
export type { Credentials, TlsFiles } from './engine/nats/nats-options.ts';
export type { Role } from './engine/nats/subjects.ts';
export type { PairOptions } from './signing/keyring.ts';
export type { RefusalReason } from './signing/refusal.ts';
export type { HostCounts, HostInfo, HostWorker } from './messages/host-info.ts';
export type { Labels } from './messages/labels.ts';
export { RefusedMessageError } from './signing/signer.ts';
export type { ClusterErrorsByCode } from './errors-by-code.ts';
export { JobCancelledError } from './submit/cluster-failure.ts';
