/**
 * What strangers do to a server: requests at a constant rate, bursts beyond the limit of its queue, clients that go away,
 * and workers that are killed, all by chance from one seed.
 */
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type ExampleServer, PAGE } from '../examples/example-server.ts';
import type { Random } from './random.ts';

/** Requests a second: what takes two workers and those who ask half a CPU, disturbances included. */
const RATE = 25;

/** What became of all requests so far. */
export interface Tally {
  /** Answers, by status; `gone`: the client had left before. */
  readonly answers: Record<string, number>;
  kills: number;
}

/** The times of one round's requests, in ms. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export class ServerLoad {
  readonly tally: Tally = { answers: {}, kills: 0 };
  readonly #server: ExampleServer;
  readonly #random: Random;
  readonly #image: Buffer;
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 8 });

  constructor(server: ExampleServer, random: Random, image: Buffer) {
    this.#server = server;
    this.#random = random;
    this.#image = image;
  }

  /** A round of so long. Each request that it sends has its answer when it is over. */
  async round(seconds: number): Promise<Latency> {
    const stop = new AbortController();
    const disturbances = Promise.all([
      this.#repeat(stop.signal, 4000, 16_000, () => this.#kill()),
      this.#repeat(stop.signal, 500, 3500, async () => await this.#goAway()),
      this.#repeat(stop.signal, 500, 1500, async () => await this.#resize()),
      this.#repeat(stop.signal, 10_000, 30_000, async () => await this.#burst()),
    ]);
    const times = await this.#steadily(RATE * seconds);
    stop.abort();
    await disturbances;
    times.sort((a, b) => a - b);
    const at = (share: number): number =>
      Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
    return { p50: at(0.5), p99: at(0.99), max: at(1) };
  }

  /**
   * One request after another, whether those before have their answers or not. Returns how long each took, from when it was due.
   * Not by autocannon: with a rate it sends all of a second's requests at its beginning.
   */
  async #steadily(count: number): Promise<number[]> {
    const startedAtMs = performance.now();
    const times: Promise<number>[] = [];
    for (let at = 0; at < count; at += 1) {
      const dueAtMs = startedAtMs + (at * 1000) / RATE;
      await delay(Math.max(0, dueAtMs - performance.now()));
      times.push(this.#render().then(() => performance.now() - dueAtMs));
    }
    return await Promise.all(times);
  }

  async #render(): Promise<void> {
    const { status } = await this.#server.ask('POST', '/render', {
      body: PAGE,
      agent: this.#agent,
    });
    this.#count(`${status}`);
  }

  async #repeat(
    signal: AbortSignal,
    leastMs: number,
    mostMs: number,
    act: () => unknown,
  ): Promise<void> {
    const pause = async (): Promise<void> =>
      await delay(this.#random.integer(leastMs, mostMs), undefined, { signal }).catch(() => {});
    for (await pause(); !signal.aborted; await pause()) await act();
  }

  #kill(): void {
    const workers = this.#server.workers();
    if (workers.length === 0) return;
    try {
      process.kill(this.#random.pick(workers), 'SIGKILL');
      this.tally.kills += 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended by itself
    }
  }

  async #goAway(): Promise<void> {
    const more = { body: this.#image, goAwayMs: this.#random.integer(1, 60) };
    const status = await this.#server.ask('POST', '/resize?width=300', more).then(
      (answer) => `${answer.status}`,
      () => 'gone',
    );
    this.#count(status);
  }

  async #resize(): Promise<void> {
    const { status } = await this.#server.ask('POST', '/resize?width=300', { body: this.#image });
    this.#count(`${status}`);
  }

  /** More at once than may run and wait. */
  async #burst(): Promise<void> {
    const many = Array.from({ length: this.#random.integer(40, 80) }, () => this.#render());
    await Promise.all(many);
  }

  #count(status: string): void {
    this.tally.answers[status] = (this.tally.answers[status] ?? 0) + 1;
  }
}
