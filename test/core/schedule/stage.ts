/**
 * What the tests of this room stand on: options and exit reports with everything filled in, and workers
 * that do what they are told.
 */
import type { WorkerExit } from '#dist/core/base/exit.js';
import type { CrewOptions } from '#dist/core/handle/crew-options.js';
import type { ExitReport as ReportOf } from '#dist/core/handle/exit-report.js';
import type { Handle } from '#dist/core/handle/handle.js';
import type { Chunk } from '#dist/core/job/chunk.js';
import { type RunChunk, WIRE_VERSION } from '#dist/core/wire/messages.js';
import { type FakeChannel, type FakeTransport, resultOf } from '../handle/fake-channel.js';

export type ExitReport = ReportOf<Chunk>;

export function exitReport(more: Partial<ExitReport> = {}): ExitReport {
  return {
    exit: exitOf(),
    crash: undefined,
    started: [],
    unstarted: [],
    stage: 'has worked',
    ...more,
  };
}

export function exitOf(more: Partial<WorkerExit> = {}): WorkerExit {
  return { workerId: 3, pid: 42, exitCode: 1, signal: null, lastWords: '', ...more };
}

/** A handle of which nothing is asked but its label. */
export function handleCalled(label: string): Handle<Chunk> {
  return { label } as Handle<Chunk>;
}

export function crewOptions(
  transport: FakeTransport,
  more: Partial<CrewOptions> = {},
): CrewOptions {
  return {
    transport,
    workers: 1,
    name: 'fake',
    channel: { env: {}, execArgv: undefined, resourceLimits: undefined },
    start: {
      kind: 'start',
      version: WIRE_VERSION,
      depth: 1,
      initializer: null,
      finalizer: null,
      concurrency: 1,
      classes: [],
      reportMemory: false,
      entry: '',
    },
    maxTasksPerChild: Number.POSITIVE_INFINITY,
    maxMemoryPerChild: Number.POSITIVE_INFINITY,
    idleTimeoutMs: undefined,
    killGraceMs: 1000,
    startTimeoutMs: 30_000,
    startsAtOnce: 100,
    startRetries: 0,
    ...more,
  };
}

/** All that was due in this turn of the event loop has been done, dispatching included. */
export async function turn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** The worker takes its next chunk, which is running from now on. */
export function start(channel: FakeChannel): RunChunk {
  const id = channel.take();
  const chunk = chunksSentTo(channel).findLast((one) => one.id === id);
  if (chunk === undefined) throw new Error('the worker has nothing to start');
  return chunk;
}

/** The worker has run `chunk`: the value of each item is the item and an exclamation mark. */
export function finish(channel: FakeChannel, chunk: RunChunk, runMs = 1): void {
  const values = Array.from(chunk.items, (item) => `${String(item)}!`);
  channel.receive({ kind: 'done', results: [{ ...resultOf(chunk.id, values), runMs }], memory: 0 });
}

/** The worker runs its next chunk. */
export function work(channel: FakeChannel, runMs = 1): void {
  finish(channel, start(channel), runMs);
}

/** The items of every message that a worker was sent: a list for each message, and in it one for each chunk. */
export function sentTo(channel: FakeChannel): unknown[][][] {
  return channel.sent.flatMap((message) =>
    message.kind === 'run' && message.chunks.length > 0
      ? [message.chunks.map(({ items }) => Array.from(items))]
      : [],
  );
}

function chunksSentTo(channel: FakeChannel): readonly RunChunk[] {
  return channel.sent.flatMap((message) => (message.kind === 'run' ? message.chunks : []));
}
