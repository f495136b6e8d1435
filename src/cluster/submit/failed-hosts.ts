/**
 * Which hosts could not run which function, so that its chunks go to others while there are any. What a host lacks
 * may be mended there at any time: a failure counts for a minute.
 */
import { LruCache } from '../../core/base/lru-cache.ts';
import type { HostInfo } from '../messages/host-info.ts';
import { meets } from '../messages/labels.ts';

/** What is to be run, and where it may be. */
export interface Work {
  readonly recipe: string;
  readonly placement: string;
}

export class FailedHosts {
  readonly #hosts: () => readonly HostInfo[];
  /** By recipe: when each host has failed. */
  readonly #failures = new LruCache<string, Map<string, number>>(MAX_RECIPES);

  /** `hosts`: those that are there. */
  constructor(hosts: () => readonly HostInfo[]) {
    this.#hosts = hosts;
  }

  /** `host`, if any, could not run `recipe`. Returns whether another that is there may. */
  note({ recipe, placement }: Work, host: string | undefined): boolean {
    if (host === undefined) return false;
    const failures = this.#failures.get(recipe) ?? new Map<string, number>();
    failures.set(host, performance.now());
    this.#failures.set(recipe, failures);
    return this.#candidates(recipe, placement).length > 0;
  }

  /** Whether a host that cannot run `recipe` is to think that another may. */
  hasOthers({ recipe, placement }: Work): boolean {
    return this.#working(placement).length > 1 && this.#candidates(recipe, placement).length > 0;
  }

  #working(placement: string): readonly HostInfo[] {
    return this.#hosts().filter(({ slots, labels }) => slots > 0 && meets(labels, placement));
  }

  #candidates(recipe: string, placement: string): readonly HostInfo[] {
    const failures = this.#failures.get(recipe);
    if (failures === undefined) return this.#working(placement);
    const sinceMs = performance.now() - COUNTS_MS;
    return this.#working(placement).filter(
      ({ id }) => (failures.get(id) ?? Number.NEGATIVE_INFINITY) < sinceMs,
    );
  }
}

const MAX_RECIPES = 1000;
const COUNTS_MS = 60_000;
