/** A scheduler over workers that do what the test says, and jobs whose outcomes can be looked at. */
import type { CrewOptions } from '#dist/core/handle/crew-options.js';
import type { Outcome } from '#dist/core/base/outcome.js';
import { ApplyJob } from '#dist/core/job/apply-job.js';
import { CollectJob } from '#dist/core/job/collect-job.js';
import type { SizeWish } from '#dist/core/job/chunk-size.js';
import type { JobOptions } from '#dist/core/job/job-options.js';
import { StreamJob } from '#dist/core/job/stream-job.js';
import { Scheduler } from '#dist/core/schedule/scheduler.js';
import { type FakeChannel, FakeTransport } from '../handle/fake-channel.js';
import { jobOptions, specOf } from '../job/fake-control.js';
import { crewOptions, turn } from './stage.js';

/** A job, and what has come of it. */
export interface Call<J> {
  readonly job: J;
  readonly outcomes: Outcome<unknown>[];
}

/** Work that a test has left behind would keep the test's program alive. */
export function terminateAll(): void {
  for (const { scheduler } of stages.splice(0)) {
    if (scheduler.state !== 'terminated') scheduler.terminate();
  }
}

const stages: Stage[] = [];

export class Stage {
  readonly transport: FakeTransport;
  readonly scheduler: Scheduler;

  constructor(more: Partial<CrewOptions> = {}, transport: FakeTransport = new FakeTransport()) {
    this.transport = transport;
    this.scheduler = new Scheduler(crewOptions(transport, more));
    stages.push(this);
  }

  worker(id: number): FakeChannel {
    return this.transport.channel(id);
  }

  /** Lets workers be ready, and be given what waits. */
  async ready(...ids: readonly number[]): Promise<void> {
    for (const id of ids) this.worker(id).ready();
    await turn();
  }

  apply(arg: unknown, options: Partial<JobOptions> = {}): Call<ApplyJob> {
    const outcomes: Outcome<unknown>[] = [];
    const own = { args: [arg], onOutcome: (outcome: Outcome<unknown>) => outcomes.push(outcome) };
    const job = new ApplyJob(jobOptions(options), own, this.scheduler);
    this.scheduler.submit(job);
    job.begin();
    return { job, outcomes };
  }

  map(
    items: unknown[],
    chunkSize: SizeWish = { size: 1 },
    options: Partial<JobOptions> = {},
  ): Call<CollectJob> {
    const outcomes: Outcome<unknown>[] = [];
    const onOutcome = (outcome: Outcome<unknown[]>): unknown => outcomes.push(outcome);
    const job = new CollectJob(jobOptions(options), { chunkSize, onOutcome }, this.scheduler);
    this.scheduler.submit(job);
    job.begin(items);
    return { job, outcomes };
  }

  /** As `imap`; every outcome is taken as it comes. */
  stream(
    items: Iterable<unknown>,
    chunkSize: SizeWish = { size: 1 },
    options: Partial<JobOptions> = {},
  ): Call<StreamJob> {
    const outcomes: Outcome<unknown>[] = [];
    const onAvailable = (): void => {
      for (let next = job.takeOutcome(); next !== undefined; next = job.takeOutcome())
        outcomes.push(next);
    };
    const spec = specOf({ onError: 'go-on', timed: options.timeoutMs !== undefined });
    const job = new StreamJob(
      jobOptions({ spec, ...options }),
      { items, order: 'input', chunkSize, bufferSize: 100, onAvailable },
      this.scheduler,
    );
    this.scheduler.submit(job);
    job.begin();
    return { job, outcomes };
  }
}

/** Values, and the names of errors. */
export function inShort(outcomes: readonly Outcome<unknown>[]): unknown[] {
  return outcomes.map((outcome) => {
    if (outcome.ok) return outcome.value;
    return outcome.error instanceof Error ? outcome.error.name : outcome.error;
  });
}

/** The error of the first outcome. */
export function errorOf({ outcomes: [outcome] }: Call<unknown>): Error {
  if (outcome?.ok === false && outcome.error instanceof Error) return outcome.error;
  throw new Error('the call has not failed');
}
