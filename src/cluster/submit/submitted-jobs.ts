/**
 * The jobs of a submitter that are not over, each with what the queue has of it.
 *
 *    Job ◄──► SubmittedJob        by job, for what comes from above; by id, for what comes from hosts
 *
 * Knows how many chunks of all jobs are in flight, by what they ask of hosts. The number goes up by `send` and down by the outcome of a
 * chunk or the end of its job, so that it is known without going through all jobs.
 */
import { InvariantError } from '../../core/base/errors.ts';
import type { Chunk, ChunkOwner } from '../../core/job/chunk.ts';
import type { Job } from '../../core/job/job.ts';
import type { SubmittedJob } from './submitted-job.ts';

export class SubmittedJobs {
  readonly #byJob = new Map<ChunkOwner, SubmittedJob>();
  readonly #byId = new Map<string, Job>();
  /** By placement: how many jobs, and how many chunks in flight. */
  readonly #sizes = new Map<string, number>();
  readonly #inFlight = new Map<string, number>();

  get size(): number {
    return this.#byJob.size;
  }

  /** How many chunks of jobs with this placement have been sent and have no outcome. */
  inFlight(placement: string): number {
    return this.#inFlight.get(placement) ?? 0;
  }

  /** The placements of all chunks in flight. */
  get placements(): IterableIterator<string> {
    return this.#inFlight.keys();
  }

  get jobs(): IterableIterator<Job> {
    return this.#byId.values();
  }

  get submitted(): IterableIterator<SubmittedJob> {
    return this.#byJob.values();
  }

  add(job: Job, submitted: SubmittedJob): void {
    if (this.#byJob.has(job)) throw new InvariantError('a job was submitted twice');
    this.#byJob.set(job, submitted);
    this.#byId.set(submitted.id, job);
    change(this.#sizes, submitted.placement, 1);
  }

  hasJobsOf(placement: string): boolean {
    return this.#sizes.has(placement);
  }

  jobOf(id: string): Job | undefined {
    return this.#byId.get(id);
  }

  submittedOf(id: string): SubmittedJob | undefined {
    const job = this.#byId.get(id);
    return job === undefined ? undefined : this.#byJob.get(job);
  }

  isInFlight(id: string, index: number): boolean {
    return this.submittedOf(id)?.isInFlight(index) ?? false;
  }

  /** Does nothing if its job is over. @throws v8's DataCloneError if something in the chunk cannot be sent */
  send(chunk: Chunk): void {
    const submitted = this.#byJob.get(chunk.job);
    if (submitted === undefined) return;
    submitted.send(chunk);
    this.#count(submitted, 1);
  }

  /** The chunk that now has its outcome; `undefined` if it is not in flight. */
  take(id: string, index: number): Chunk | undefined {
    const submitted = this.submittedOf(id);
    const chunk = submitted?.take(index);
    if (submitted !== undefined && chunk !== undefined) this.#count(submitted, -1);
    return chunk;
  }

  /** A chunk has its outcome, and was taken from its job already. */
  noteTaken({ job }: Chunk): void {
    const submitted = this.#byJob.get(job);
    if (submitted !== undefined) this.#count(submitted, -1);
  }

  /** Takes a job out that is over. `undefined` if it is not here. */
  remove(job: Job): SubmittedJob | undefined {
    const submitted = this.#byJob.get(job);
    if (submitted === undefined) return undefined;
    this.#byJob.delete(job);
    this.#byId.delete(submitted.id);
    change(this.#sizes, submitted.placement, -1);
    this.#count(submitted, -submitted.inFlight);
    return submitted;
  }

  #count({ placement }: SubmittedJob, by: number): void {
    change(this.#inFlight, placement, by);
  }
}

/** What is 0 is not there. */
function change(counts: Map<string, number>, placement: string, by: number): void {
  const now = (counts.get(placement) ?? 0) + by;
  if (now === 0) counts.delete(placement);
  else counts.set(placement, now);
}
