/**
 * A `ClusterPool` with a cluster of its own: a server in memory, and one host in this program. The pool's
 * end is the host's end, so what must hold for a `Pool` can be asked of it as it is.
 */
import type { PoolOptions } from 'manyhands';
import { ClusterPool, startHost, type ClusterHost, type Labels } from 'manyhands/cluster';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';

export class HostedPool extends ClusterPool {
  readonly #server: MemoryServer;
  readonly #host: Promise<ClusterHost>;

  constructor(
    { workers = 1, transport = 'process', idleTimeout, ...options }: PoolOptions,
    labels: Labels = {},
  ) {
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
      labels,
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

/** The same, with a host that has a label, and with calls that all ask for it. */
export class LabelledPool extends HostedPool {
  constructor(options: PoolOptions) {
    super(options, { gpu: true });
    for (const name of CALLS) this.#ask(name, 2);
    this.#ask('from', 1);
  }

  /** `at`: which argument of the method its options are. */
  #ask(name: string, at: number): void {
    const call = Reflect.get(this, name) as (...given: unknown[]) => unknown; // a method
    const asking = (...given: unknown[]): unknown => {
      const options = given[at] ?? {};
      // What is no object at all is for the pool to refuse.
      if (typeof options === 'object') given[at] = { ...options, on: { gpu: true } };
      return call.apply(this, given);
    };
    Object.defineProperty(this, name, { value: asking });
  }
}

const CALLS = [
  ...['apply', 'applyAsync', 'map', 'mapAsync', 'starmap', 'starmapAsync'],
  ...['imap', 'imapUnordered', 'istarmap', 'istarmapUnordered'],
];
