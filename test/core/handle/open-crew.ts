/** A crew whose workers are played by a test, and what its owner was told. */
import type { TestContext } from 'node:test';
import { Crew } from '#dist/core/handle/crew.js';
import type { CrewEvents } from '#dist/core/handle/crew-events.js';
import type { CrewOptions } from '#dist/core/handle/crew-options.js';
import type { ExitReport } from '#dist/core/handle/exit-report.js';
import type { Handle } from '#dist/core/handle/handle.js';
import { type RunChunk, type SetUpCall, WIRE_VERSION } from '#dist/core/wire/messages.js';
import { FakeTransport } from './fake-channel.ts';

export const START_TIMEOUT_MS = 1000;
export const GRACE_MS = 100;

/** In words, in order. */
export class CrewOwner implements CrewEvents<RunChunk> {
  readonly told: string[] = [];
  readonly reports: ExitReport<RunChunk>[] = [];
  /** What every worker that is started now has to run. */
  readonly toReplay: SetUpCall[] = [];
  /** Whether something waits for every worker. */
  needsEach = false;

  turnMs = (): number => {
    return performance.now();
  };
  onFreeSlots({ id }: Handle<RunChunk>): void {
    this.told.push(`free slots in ${id}`);
  }
  onLost({ id }: Handle<RunChunk>, report: ExitReport<RunChunk>): void {
    this.told.push(`lost ${id}: ${report.stage}`);
    this.reports.push(report);
  }
  onCrashLoop(report: ExitReport<RunChunk>): void {
    this.told.push(`crash loop, the last was ${report.exit.workerId}`);
    this.reports.push(report);
  }
  onInitFailed({ id }: Handle<RunChunk>): void {
    this.told.push(`init failed in ${id}`);
  }
  onFinalizerFailed = ({ id }: Handle<RunChunk>): void => {
    this.told.push(`finalizer failed in ${id}`);
  };
  onLoading = ({ id }: Handle<RunChunk>, chunk: RunChunk): void => {
    this.told.push(`${id} loads for ${chunk.id}`);
  };
  onLoadFailed = ({ id }: Handle<RunChunk>): void => {
    this.told.push(`${id} could not load`);
  };
  onTaskStart = ({ id }: Handle<RunChunk>, chunk: RunChunk, offset: number): void => {
    this.told.push(`${id} starts ${chunk.id} at ${offset}`);
  };
  onSaid = ({ id }: Handle<RunChunk>, chunk: RunChunk): void => {
    this.told.push(`${id} says something of ${chunk.id}`);
  };
  isEachNeeded(): boolean {
    return this.needsEach;
  }
  replays(): SetUpCall[] {
    return this.toReplay;
  }
  onHandedBack = ({ id }: RunChunk, from: number): void => {
    this.told.push(`${id} is handed back from ${from}`);
  };
  onResult = ({ id }: Handle<RunChunk>, chunk: RunChunk): void => {
    this.told.push(`${id} has done ${chunk.id}`);
  };

  /** What was told since the last call. */
  news(): string[] {
    return this.told.splice(0);
  }
}

export interface OpenCrew {
  readonly transport: FakeTransport;
  readonly owner: CrewOwner;
  readonly crew: Crew<RunChunk>;
  /** Worker 1, 2, 3, …, if it has not ended. */
  readonly handle: (workerId: number) => Handle<RunChunk>;
  /** All workers that there are, with their state: '1 idle'. */
  readonly states: () => string[];
}

/** A crew of two, not started yet. */
export function openCrew(t: TestContext, more: Partial<CrewOptions> = {}): OpenCrew {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const transport = new FakeTransport();
  const owner = new CrewOwner();
  const crew = new Crew<RunChunk>({ ...OPTIONS, transport, ...more }, owner);
  return {
    transport,
    owner,
    crew,
    states: () => Array.from(crew.handles, ({ id, state }) => `${id} ${state}`),
    handle: (workerId) => {
      for (const handle of crew.handles) if (handle.id === workerId) return handle;
      throw new Error(`worker ${workerId} is not there`);
    },
  };
}

/** A crew all of whose workers are ready. */
export function readyCrew(t: TestContext, more?: Partial<CrewOptions>): OpenCrew {
  const opened = openCrew(t, more);
  opened.crew.start();
  for (const channel of opened.transport.channels) {
    channel.ready();
    channel.news();
  }
  opened.owner.news();
  return opened;
}

const OPTIONS: Omit<CrewOptions, 'transport'> = {
  workers: 2,
  name: 'crew',
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
    entry: 'file:///none.js',
  },
  maxTasksPerChild: Number.POSITIVE_INFINITY,
  maxMemoryPerChild: Number.POSITIVE_INFINITY,
  idleTimeoutMs: undefined,
  killGraceMs: GRACE_MS,
  startTimeoutMs: START_TIMEOUT_MS,
  startRetries: 0,
  startsAtOnce: 4,
};
