/**
 * The jobs of a submitter that are not over, each with what the queue has of it.
 *
 *    Job ◄──► SubmittedJob        by job, for what comes from above; by id, for what comes from hosts
 *
 * Knows how many chunks of all jobs are in flight. The number goes up by `send` and down by the outcome of a
 * chunk or the end of its job, so that it is known without going through all jobs.
 */
import { InvariantError } from '../../core/base/errors.ts';
import type { Chunk, ChunkOwner } from '../../core/job/chunk.ts';
import type { Job } from '../../core/job/job.ts';
import type { SubmittedJob } from './submitted-job.ts';

export class SubmittedJobs {
  readonly #byJob = new Map<ChunkOwner, SubmittedJob>();
  readonly #byId = new Map<string, Job>();
  #inFlight = 0;

  get size(): number {
    return this.#byJob.size;
  }

  /** How many chunks have been sent and have no outcome. */
  get inFlight(): number {
    return this.#inFlight;
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
  }

  jobOf(id: string): Job | undefined {
    return this.#byId.get(id);
  }

  /** `''` if the job is over. */
  recipeOf(id: string): string {
    return this.#find(id)?.recipe ?? '';
  }

  isInFlight(id: string, index: number): boolean {
    return this.#find(id)?.isInFlight(index) ?? false;
  }

  /** Does nothing if its job is over. @throws v8's DataCloneError if something in the chunk cannot be sent */
  send(chunk: Chunk): void {
    const submitted = this.#byJob.get(chunk.job);
    if (submitted === undefined) return;
    submitted.send(chunk);
    this.#inFlight += 1;
  }

  /** The chunk that now has its outcome; `undefined` if it is not in flight. */
  take(id: string, index: number): Chunk | undefined {
    const chunk = this.#find(id)?.take(index);
    if (chunk !== undefined) this.#inFlight -= 1;
    return chunk;
  }

  /** A chunk has its outcome, and was taken from its job already. */
  noteTaken(): void {
    this.#inFlight -= 1;
  }

  /** Takes a job out that is over. `undefined` if it is not here. */
  remove(job: Job): SubmittedJob | undefined {
    const submitted = this.#byJob.get(job);
    if (submitted === undefined) return undefined;
    this.#byJob.delete(job);
    this.#byId.delete(submitted.id);
    this.#inFlight -= submitted.inFlight;
    return submitted;
  }

  #find(id: string): SubmittedJob | undefined {
    const job = this.#byId.get(id);
    return job === undefined ? undefined : this.#byJob.get(job);
  }
}
