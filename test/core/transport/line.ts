/** A channel in the hands of a test, which speaks the wire itself and sees every message that comes. */
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { inlineTransport } from '#dist/core/transport/inline.js';
import { processTransport } from '#dist/core/transport/process.js';
import { threadTransport } from '#dist/core/transport/thread.js';
import type { Channel, ChannelOptions } from '#dist/core/transport/transport.js';
import type { FromWorker, RunChunk } from '#dist/core/wire/messages.js';
import { WIRE_VERSION } from '#dist/core/wire/messages.js';
import type { TransportUnderTest } from '../../conformance/subject.ts';

export const TRANSPORTS = {
  process: processTransport,
  thread: threadTransport,
  inline: inlineTransport,
};

type Result = Extract<FromWorker, { kind: 'done' }>['results'][number];

export class Line implements AsyncDisposable {
  readonly channel: Channel;
  readonly messages: FromWorker[] = [];
  /** A channel keeps no program alive; a test that waits for one has to. */
  readonly #keepAlive = setInterval(() => {}, 1 << 30);
  #onNews: (() => void)[] = [];
  #isEnded = false;

  constructor(kind: TransportUnderTest['kind'], options: Partial<ChannelOptions> = {}) {
    this.channel = TRANSPORTS[kind].open({
      workerId: 7,
      title: 'line',
      env: {},
      execArgv: undefined,
      resourceLimits: undefined,
      onMessage: (message) => {
        this.messages.push(message);
        this.#tell();
      },
      ...options,
    });
    void this.channel.closed.then(() => {
      this.#isEnded = true;
      this.#tell();
    });
  }

  /** Says the first word, and waits for the answer. */
  async start(): Promise<void> {
    const entry = 'file:///none.js';
    this.channel.send({
      kind: 'start',
      version: WIRE_VERSION,
      workerId: 7,
      depth: 1,
      initializer: null,
      finalizer: null,
      concurrency: 1,
      slot: 0,
      classes: [],
      reportMemory: false,
      entry,
    });
    await this.until(() => this.messages.length > 0);
  }

  /** Issues the tickets of chunks and sends their bodies. */
  run(
    fn: (...args: never[]) => unknown,
    chunks: readonly (readonly [id: number, items: readonly unknown[]])[],
  ): void {
    this.channel.tickets.issue(chunks.map(([id]) => id));
    this.sendBodies(fn, chunks);
  }

  sendBodies(
    fn: (...args: never[]) => unknown,
    chunks: readonly (readonly [id: number, items: readonly unknown[]])[],
    transfer?: Parameters<Channel['send']>[1],
  ): void {
    const payload = encodeFunction(fn);
    this.channel.send({ kind: 'define', fn: payload });
    const spec = { fn: payload, call: 'one', onError: 'stop', timed: false, budgetMs: 0 } as const;
    const bodies = chunks.map(([id, items]): RunChunk => ({ id, spec, items, attempt: 0 }));
    this.channel.send({ kind: 'run', chunks: bodies }, transfer);
  }

  /** Everything that has been done, in the order in which it was reported. */
  get results(): Result[] {
    return this.messages.flatMap((message) => (message.kind === 'done' ? message.results : []));
  }

  get doneIds(): number[] {
    return this.results.map(({ id }) => id);
  }

  /** What the tasks of the first chunk that was done have returned. */
  get values(): unknown[] {
    return Array.from(this.results[0]?.values ?? []);
  }

  /** Settles when `count` chunks are done. */
  async done(count: number): Promise<void> {
    await this.until(() => this.results.length >= count);
  }

  /** Settles when `condition` holds, which is looked at after each message; rejects if no more can come. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#isEnded)
        throw new Error(`the channel is closed; what came: ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => this.#onNews.push(resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.channel.kill();
    await this.channel.closed;
    this.channel.tickets.close();
    clearInterval(this.#keepAlive);
  }

  #tell(): void {
    for (const resolve of this.#onNews.splice(0)) resolve();
  }
}
