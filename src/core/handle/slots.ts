/**
 * The places of a crew, numbered from 0: a worker has the lowest that is free when it is started, until it has ended. So
 * as many workers have as many numbers, and who replaces another has its number.
 */
export class Slots {
  /** By slot: the worker that has it. */
  readonly #workers = new Map<number, number>();

  take(workerId: number): number {
    let slot = 0;
    while (this.#workers.has(slot)) slot += 1;
    this.#workers.set(slot, workerId);
    return slot;
  }

  free(workerId: number): void {
    for (const [slot, id] of this.#workers) if (id === workerId) this.#workers.delete(slot);
  }

  /** Of `workers`: those in places from `slot` on, the last first. */
  from<W extends { readonly id: number }>(slot: number, workers: readonly W[]): W[] {
    const high = [...this.#workers].filter(([place]) => place >= slot);
    return high
      .sort(([a], [b]) => b - a)
      .flatMap(([, workerId]) => workers.find(({ id }) => id === workerId) ?? []);
  }
}
