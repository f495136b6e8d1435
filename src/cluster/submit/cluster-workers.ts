/**
 * The workers of all hosts as those of one pool, each with a number that it keeps: hosts number their own, and come and go.
 * So whoever follows a worker by its number (the dashboard) does not take it for another when a host is gone.
 */
import type { WorkerView } from '../../core/schedule/backend.ts';
import type { HostInfo } from '../messages/host-info.ts';

export class ClusterWorkers {
  #now: readonly WorkerView[] = [];
  #numbers: ReadonlyMap<string, number> = new Map();
  #last = 0;

  /** In the order of their numbers. */
  get now(): readonly WorkerView[] {
    return this.#now;
  }

  /** `hosts`: those that are there. The workers of others are forgotten. */
  look(hosts: readonly HostInfo[]): void {
    const numbers = new Map<string, number>();
    const views = hosts.flatMap((host) =>
      host.workers.map(({ id, pid, threadId, state }) => {
        const key = `${host.id} ${id}`;
        const number = this.#numbers.get(key) ?? (this.#last += 1);
        numbers.set(key, number);
        return { id: number, pid, threadId, state };
      }),
    );
    this.#numbers = numbers;
    this.#now = views.sort((a, b) => a.id - b.id);
  }
}
