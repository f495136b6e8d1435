/**
 * A `ClusterPool` with a cluster of its own: a server in memory, and one host in this program. The pool's
 * end is the host's end, so what must hold for a `Pool` can be asked of it as it is.
 */
import type { PoolOptions } from 'manyhands';
import { ClusterPool, startHost, type ClusterHost } from 'manyhands/cluster';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';

export class HostedPool extends ClusterPool {
  readonly #server: MemoryServer;
  readonly #host: Promise<ClusterHost>;

  constructor({ workers = 1, transport = 'process', idleTimeout, ...options }: PoolOptions) {
    const server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    super({ ...options, engine });
    this.#server = server;
    this.#host = startHost({
      engine,
      workers,
      transport,
      idleTimeout,
      name: 'test',
      log: () => {},
    });
    // A host that cannot start is a host that is not there.
    this.#host.catch(() => {});
  }

  override async terminate(): Promise<void> {
    await super.terminate();
    await this.#stopHost();
  }

  override async join(options?: { readonly timeout?: number | undefined }): Promise<void> {
    await super.join(options);
    await this.#stopHost();
  }

  async #stopHost(): Promise<void> {
    const [host] = await Promise.allSettled([this.#host]);
    if (host.status === 'fulfilled') await host.value.kill();
    this.#server[Symbol.dispose]();
  }
}
