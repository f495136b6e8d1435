/** What all parts of a NATS engine share. */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { ServerConnection } from './server-connection.ts';
import type { ResolvedNatsOptions } from './nats-options.ts';
import type { PoolSettings } from './streams.ts';
import type { Subjects } from './subjects.ts';

export interface NatsContext {
  readonly connection: ServerConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly subjects: Subjects;
  readonly options: ResolvedNatsOptions;
  readonly settings: PoolSettings;
}
