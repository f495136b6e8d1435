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
export { type AttachOptions, ClusterPool } from './cluster-pool.ts';
export type { ConnectionOptions } from './connect.ts';
export { DetachedResults } from './detached/detached-results.ts';
export type { SubmitOptions } from './detached/submit.ts';
export { EngineError, type EngineErrorReason } from './engine/engine-error.ts';
export type { Engine } from './engine/engine.ts';
export {
  type PermissionOptions,
  type Permissions,
  permissionsFor,
  userConfig,
} from './engine/nats/permissions.ts';
export { ClusterHost } from './host/host.ts';
export { startHost, type StartHostOptions } from './host/start-host.ts';
export type { ClusterPoolOptions } from './options.ts';
export type { HostInfo, HostWorker } from './messages/host-info.ts';
export { RefusedMessageError } from './signing/signer.ts';
export { JobCancelledError } from './submit/cluster-failure.ts';
