/**
 * The jobs that are not over, in no order while they come and go.
 *
 * A `Set` of a hundred thousand jobs is copied each time it has doubled, and again on its way down. Here
 * each job knows its place: to remove one, the last takes that place.
 */

/** Whatever is kept in a list; its place is the list's business. */
export interface Listed {
  place: number;
  /** Grows from one to the next. */
  readonly number: number;
}

export class JobList<J extends Listed> {
  readonly #jobs: J[] = [];

  get size(): number {
    return this.#jobs.length;
  }

  add(job: J): void {
    job.place = this.#jobs.length;
    this.#jobs.push(job);
  }

  /** False if `job` is not here. */
  remove(job: J): boolean {
    if (this.#jobs[job.place] !== job) return false;
    const last = this.#jobs.pop() as J; // there is at least this one
    if (last === job) return true;
    this.#jobs[job.place] = last;
    last.place = job.place;
    return true;
  }

  /** All of them at this moment, in the order in which they were made. */
  inOrder(): J[] {
    return [...this.#jobs].sort((a, b) => a.number - b.number);
  }
}
