/** The same by hand: a BullMQ queue, its workers, and the queue's events for the results. */
import { type Job, Queue, QueueEvents } from 'bullmq';
import { HostProcesses } from './host-processes.ts';
import { reasonWithoutRedis, RedisServer } from './redis-server.ts';
import { type Contestant, HOLD, type Rig, type RigOptions } from './rig.ts';

export const bullmq: Contestant = {
  name: 'BullMQ on Redis',
  missing: reasonWithoutRedis(),
  start: async (options) => await BullRig.start(options),
};

class BullRig implements Rig {
  readonly name = bullmq.name;
  readonly #server: RedisServer;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #hosts = new HostProcesses();
  readonly #waiting = new Map<string, (result: string) => void>();
  #next = 0;
  #task = 'echo';

  private constructor(server: RedisServer) {
    this.#server = server;
    const connection = { port: server.port, host: '127.0.0.1' };
    this.#queue = new Queue('bench', { connection });
    this.#events = new QueueEvents('bench', { connection });
    this.#events.on('completed', ({ jobId, returnvalue }) => {
      this.#waiting.get(jobId)?.(returnvalue);
    });
  }

  static async start({ hosts, processes, slots, visibilityMs }: RigOptions): Promise<BullRig> {
    const server = await RedisServer.start();
    const rig = new BullRig(server);
    await rig.#events.waitUntilReady();
    const url = `redis://127.0.0.1:${server.port}`;
    const module = new URL('bullmq-host.js', import.meta.url);
    await rig.#hosts.start(module, { url, hosts, slots, visibilityMs }, processes);
    return rig;
  }

  get serverPid(): number {
    return this.#server.pid;
  }

  get hostPids(): readonly number[] {
    return this.#hosts.pids;
  }

  async call(body: Uint8Array): Promise<Uint8Array> {
    const jobId = `bench-${this.#next}`;
    this.#next += 1;
    const came = new Promise<string>((resolve) => this.#waiting.set(jobId, resolve));
    await this.#queue.add(
      'chunk',
      { task: this.#task, body: Buffer.from(body).toString('base64') },
      { jobId },
    );
    const result = await came;
    this.#waiting.delete(jobId);
    return Buffer.from(result, 'base64');
  }

  async cancelHalf(count: number): Promise<number> {
    const jobs: Job[] = [];
    for (let from = 0; from < count; from += 500) {
      const data = { task: HOLD, body: 'x'.repeat(100) };
      const many = Array.from({ length: 500 }, () => ({ name: 'chunk', data }));
      jobs.push(...(await this.#queue.addBulk(many)));
    }
    const dropped = jobs.slice(count / 2);
    const startedAtMs = performance.now();
    for (let from = 0; from < dropped.length; from += 500) {
      await Promise.all(dropped.slice(from, from + 500).map(async (job) => await job.remove()));
    }
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
    await this.#events.close();
    await this.#queue.close();
    await this.#server[Symbol.asyncDispose]();
  }
}
