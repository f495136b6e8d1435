/** The pools that a whole run uses. One that does not answer is thrown away, and another is made. */
import { Pool } from 'manyhands';
import type { TransportName } from './divergence.ts';

const WORKERS = 2;

export class Pools implements AsyncDisposable {
  readonly #pools = new Map<TransportName, Pool>();

  get(transport: TransportName): Pool {
    const known = this.#pools.get(transport);
    if (known !== undefined) return known;
    const pool = new Pool({ workers: WORKERS, transport, killGrace: 100 });
    this.#pools.set(transport, pool);
    return pool;
  }

  /** Ends the pools: the next case gets fresh ones. What functions have left in workers is gone then. */
  async renew(): Promise<void> {
    const old = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(old.map((pool) => pool.terminate()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.renew();
  }
}
