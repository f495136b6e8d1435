/** Our engine over NATS. */
import { NatsEngine } from '#dist/cluster/engine/nats/nats-engine.js';
import type { Listener, Message } from '#dist/cluster/engine/engine.js';
import { NatsServer, reasonToSkip } from '../../test/cluster/nats-server.ts';
import { HostProcesses } from './host-processes.ts';
import { type Contestant, HOLD, type Rig, type RigOptions } from './rig.ts';

export const nats: Contestant = {
  name: 'manyhands over NATS',
  missing: reasonToSkip(),
  start: async (options) => await NatsRig.start(options),
};

class NatsRig implements Rig {
  readonly name = nats.name;
  readonly #server: NatsServer;
  readonly #engine: NatsEngine;
  readonly #hosts = new HostProcesses();
  readonly #waiting = new Map<number, (reply: Message) => void>();
  #address = '';
  #next = 0;
  #task = 'echo';

  private constructor(server: NatsServer, engine: NatsEngine) {
    this.#server = server;
    this.#engine = engine;
  }

  static async start({ hosts, processes, slots, visibilityMs }: RigOptions): Promise<NatsRig> {
    const server = await NatsServer.start();
    const engine = await NatsEngine.open({
      server: server.url,
      pool: 'bench',
      role: 'submitter',
      ackWaitMs: visibilityMs,
    });
    const rig = new NatsRig(server, engine);
    const listener: Listener = await engine.replies.listen((reply) => {
      rig.#waiting.get(Number(reply.headers.index))?.(reply);
    });
    rig.#address = listener.address;
    const module = new URL('nats-host.js', import.meta.url);
    await rig.#hosts.start(module, { url: server.url, hosts, slots, visibilityMs }, processes);
    return rig;
  }

  get serverPid(): number {
    return this.#server.pid;
  }

  get hostPids(): readonly number[] {
    return this.#hosts.pids;
  }

  async call(body: Uint8Array): Promise<Uint8Array> {
    const { chunks, store } = this.#engine;
    const index = this.#next;
    this.#next += 1;
    const isLarge = body.byteLength > chunks.maxMessageBytes / 2;
    if (isLarge) await store.put('bench', `c${index}`, body);
    const came = new Promise<Message>((resolve) => this.#waiting.set(index, resolve));
    await chunks.publish({
      job: 'bench',
      index,
      id: `bench.${index}`,
      headers: {
        reply: this.#address,
        task: this.#task,
        ...(isLarge ? { name: `c${index}` } : {}),
      },
      body: isLarge ? new Uint8Array() : body,
    });
    const reply = await came;
    this.#waiting.delete(index);
    if (!isLarge) return reply.body;
    const result = await store.get('bench', `r${index}`);
    await Promise.all([store.delete('bench', `c${index}`), store.delete('bench', `r${index}`)]);
    return result ?? new Uint8Array();
  }

  async cancelHalf(count: number): Promise<number> {
    // Hosts take what they have slots for; what is in the queue is dropped.
    for (let from = 0; from < count; from += 500) {
      await Promise.all(
        Array.from({ length: 500 }, async (_, i) => {
          const job = (from + i) % 2 === 0 ? 'kept' : 'dropped';
          const index = from + i;
          await this.#engine.chunks.publish({
            job,
            index,
            id: `${job}.${index}`,
            headers: { task: HOLD },
            body: new Uint8Array(100),
          });
        }),
      );
    }
    const startedAtMs = performance.now();
    await this.#engine.chunks.purge('dropped');
    return performance.now() - startedAtMs;
  }

  holdNext(): void {
    this.#task = HOLD;
  }

  async killHolder(): Promise<void> {
    await this.#hosts.killHolder();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hosts.end();
    await this.#engine[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}
