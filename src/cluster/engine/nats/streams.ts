/**
 * What a pool has on its server: the streams and the consumer of each part of the queue. The first
 * submitter makes them; whoever comes later takes them as they are.
 *
 * `MH_<pool>_w<wire>_<part>`     chunks, each removed when it is acknowledged; a consumer for each queue
 * `…_poison`                     the server's advisories about chunks that were delivered too often
 * `…_store`                      functions and large bodies
 * `…_results`                    results of detached jobs
 * `…_cancelled`                  marks of jobs that are over, for a day
 */
import {
  AckPolicy,
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { EngineError } from '../engine-error.ts';
import type { Adopted, ResolvedNatsOptions } from './nats-options.ts';
import { CONSUMER, consumerOf, type Subjects } from './subjects.ts';

/** What the pool has at the server, decided by whoever made it. */
export type PoolSettings = Readonly<Record<Adopted, number>>;

/** The pool's settings as they are on the server, or `undefined` if it is not there (whole). */
export async function findStreams(
  jsm: JetStreamManager,
  subjects: Subjects,
): Promise<PoolSettings | undefined> {
  const first = await ifThere(jsm.streams.info(subjects.queueStream(0)));
  const consumer = await ifThere(jsm.consumers.info(subjects.queueStream(0), CONSUMER));
  if (first === undefined || consumer === undefined) return undefined;
  const { ack_wait: ackWait = 0, max_deliver: maxDeliveries = 0 } = consumer.config;
  return {
    partitions: partitionsOf(first, subjects),
    replicas: first.config.num_replicas,
    ackWaitMs: ackWait / 1e6,
    maxDeliveries,
  };
}

/** Makes what is missing. Harmless where all of it is there. */
export async function makeStreams(
  jsm: JetStreamManager,
  subjects: Subjects,
  options: ResolvedNatsOptions,
): Promise<void> {
  const partitions = options.partitions ?? 1;
  const common = { storage: StorageType.File, num_replicas: options.replicas ?? 1 };
  const parts = Array.from({ length: partitions }, (_, part) => part);
  for (const stream of sideStreams(subjects, options, parts)) {
    await makeStream(jsm, { ...common, ...stream });
  }
  // The first part comes last: where it is, all of them are.
  for (const part of parts.toReversed()) {
    await makeStream(jsm, {
      ...common,
      name: subjects.queueStream(part),
      description: `${DESCRIPTION}${partitions}`,
      subjects: [subjects.chunk(part, '*', '*')],
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      // Nothing in it is valid for longer; what no host wants must not fill it for ever.
      max_age: nanos(options.keepMs),
      max_bytes: Math.ceil(options.maxQueueBytes / partitions),
      duplicate_window: nanos(options.duplicateWindowMs),
    });
    const { ackWaitMs = 15_000, maxDeliveries = 5 } = options;
    await makeConsumer({ jsm, subjects }, part, { ackWaitMs, maxDeliveries });
  }
}

/** What hosts take chunks of one queue with. Harmless where it is there. */
export async function makeConsumer(
  { jsm, subjects }: { readonly jsm: JetStreamManager; readonly subjects: Subjects },
  part: number,
  settings: Pick<PoolSettings, 'ackWaitMs' | 'maxDeliveries'> & { readonly queue?: string },
): Promise<void> {
  const { ackWaitMs, maxDeliveries, queue } = settings;
  await jsm.consumers.add(subjects.queueStream(part), {
    durable_name: consumerOf(queue),
    filter_subject: subjects.chunk(part, '*', queue),
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    max_deliver: maxDeliveries,
    // The defaults, 1,000 and 512, would throttle a cluster of some hundred slots.
    max_ack_pending: 100_000,
    max_waiting: 16_384,
  });
}

/** @throws {EngineError} if an option asks for something else than what is there. */
export function checkSettings(settings: PoolSettings, options: ResolvedNatsOptions): void {
  for (const name of ['partitions', 'replicas', 'ackWaitMs', 'maxDeliveries'] as const) {
    const wanted = options[name];
    if (wanted === undefined || wanted === settings[name]) continue;
    throw new EngineError(
      'unsuitable',
      `pool '${options.pool}' was made with ${name} ${settings[name]}, and this program asks for ` +
        `${wanted}: leave the option out, choose another pool name, or delete the pool's streams`,
    );
  }
}

type StreamPlan = Partial<StreamConfig> & { name: string };

function sideStreams(
  subjects: Subjects,
  options: ResolvedNatsOptions,
  parts: readonly number[],
): StreamPlan[] {
  const kept = { max_age: nanos(options.keepMs) };
  const duplicate_window = nanos(options.duplicateWindowMs);
  return [
    {
      name: subjects.poisonStream,
      subjects: parts.map((part) => subjects.poisonAdvisory(part)),
      ...kept,
    },
    {
      name: subjects.storeStream,
      subjects: [subjects.storedOf('*')],
      allow_direct: true,
      ...kept,
    },
    { name: subjects.resultStream, subjects: [subjects.result('*')], duplicate_window, ...kept },
    {
      name: subjects.cancelledStream,
      subjects: [subjects.cancelled('*')],
      max_age: nanos(CANCELLED_MS),
    },
  ];
}

async function makeStream(jsm: JetStreamManager, plan: StreamPlan): Promise<void> {
  try {
    await jsm.streams.add(plan);
  } catch (error) {
    // Another program has made it, with other settings: those count.
    if (!(error instanceof JetStreamApiError) || error.code !== NAME_IN_USE) throw error;
  }
}

async function ifThere<T>(info: Promise<T>): Promise<T | undefined> {
  try {
    return await info;
  } catch (error) {
    if (error instanceof JetStreamApiError && NOT_FOUND.has(error.code)) return undefined;
    throw error;
  }
}

/** The server has no place for it but the description (metadata came with 2.10). */
function partitionsOf({ config }: StreamInfo, subjects: Subjects): number {
  const { description = '' } = config;
  const partitions = Number(description.slice(DESCRIPTION.length));
  if (description.startsWith(DESCRIPTION) && partitions >= 1) return partitions;
  throw new EngineError(
    'unsuitable',
    `the stream ${subjects.queueStream(0)} is not one of manyhands: choose another pool name`,
  );
}

const DESCRIPTION = 'manyhands chunks, partitions: ';
const NAME_IN_USE = 10_058;
const NOT_FOUND: ReadonlySet<number> = new Set([10_059, 10_014]);
/** Long enough for a laptop that sleeps over night. */
const CANCELLED_MS = 24 * 3_600_000;
