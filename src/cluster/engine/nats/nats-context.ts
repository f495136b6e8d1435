/** All that the parts of a NATS engine stand on. */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsLine } from './nats-line.ts';
import type { ResolvedNatsOptions } from './nats-options.ts';
import type { Settled } from './streams.ts';
import type { Subjects } from './subjects.ts';

export interface Ground {
  readonly line: NatsLine;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly subjects: Subjects;
  readonly options: ResolvedNatsOptions;
  readonly settled: Settled;
}
