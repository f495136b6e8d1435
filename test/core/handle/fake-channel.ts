/**
 * A transport without workers: a test says what the worker does, and sees everything that was done
 * with it, in order.
 *
 *    Handle ── send · issue · takeBack · end · kill ──► FakeChannel.log
 *       ▲                                                   ▲
 *       └── ready · take · done · receive · exit ───────────┘  the test, in the worker's place
 */
import type { WorkerExit } from '#dist/core/base/exit.js';
import type { ErrorPayload } from '#dist/core/base/payload.js';
import type { Transferable } from '#dist/core/base/transferable.js';
import type { Tickets } from '#dist/core/tickets/tickets.js';
import type { Channel, ChannelOptions, Transport } from '#dist/core/transport/transport.js';
import type { ChunkResult, FromWorker, RunChunk, ToWorker } from '#dist/core/wire/messages.js';

export class FakeTransport implements Transport {
  readonly name: Transport['name'];
  /** One for each worker that was started, in order. */
  readonly channels: FakeChannel[] = [];
  /** How many chunks each worker may hold. */
  capacity = 1024;
  /** What `open` throws instead of starting a worker. */
  openFailure: Error | undefined;
  /** What `send` throws for a message; `undefined` sends it. Holds for all channels. */
  refuse: (message: ToWorker) => Error | undefined = () => undefined;

  constructor(name: Transport['name'] = 'thread') {
    this.name = name;
  }

  /** The channel of the worker that was started last. */
  get last(): FakeChannel {
    return this.channel(this.channels.length);
  }

  /** The channel of worker 1, 2, 3, … */
  channel(workerId: number): FakeChannel {
    const channel = this.channels[workerId - 1];
    if (channel === undefined) throw new Error(`there is no worker ${workerId}`);
    return channel;
  }

  open(options: ChannelOptions): FakeChannel {
    if (this.openFailure !== undefined) throw this.openFailure;
    const channel = new FakeChannel(options, this);
    this.channels.push(channel);
    return channel;
  }
}

export class FakeChannel implements Channel {
  readonly pid: number;
  readonly options: ChannelOptions;
  /** Everything in one line each: 'define f', 'issue 1 2', 'run 1 2', 'take back 2', 'drop 2', 'end', … */
  readonly log: string[] = [];
  readonly sent: ToWorker[] = [];
  /** What was moved with each message of `sent`. */
  readonly transfers: (readonly Transferable[])[] = [];
  readonly tickets: FakeTickets;
  readonly closed: Promise<WorkerExit>;
  readonly #transport: FakeTransport;
  #close: (exit: WorkerExit) => void = () => {};

  constructor(options: ChannelOptions, transport: FakeTransport) {
    this.options = options;
    this.pid = 1000 + options.workerId;
    this.#transport = transport;
    this.tickets = new FakeTickets(transport.capacity, this.log);
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  send(message: ToWorker, transfer: readonly Transferable[] = []): void {
    const refusal = this.#transport.refuse(message);
    if (refusal !== undefined) throw refusal;
    this.log.push(inWords(message));
    this.sent.push(message);
    this.transfers.push(transfer);
  }

  end(): void {
    this.log.push('end');
  }

  kill(): void {
    this.log.push('kill');
  }

  /** The log since the last call. */
  news(): string[] {
    return this.log.splice(0);
  }

  /** The worker sends `message`. */
  receive(message: FromWorker): void {
    this.options.onMessage(message);
  }

  /** The worker is ready for work. */
  ready(): void {
    this.receive({ kind: 'ready' });
  }

  /** The worker starts its next chunk: the answer is which. */
  take(): number | undefined {
    return this.tickets.take();
  }

  /** The worker reports chunks as done, in one message; their values are their ids, unless given. */
  done(ids: readonly number[], more: { values?: readonly unknown[]; memory?: number } = {}): void {
    const results = ids.map((id) => resultOf(id, more.values ?? [id]));
    this.receive({ kind: 'done', results, memory: more.memory ?? 0 });
  }

  /** The worker takes its next `count` chunks and reports each, in one message. */
  work(count = 1): void {
    this.done(Array.from({ length: count }, () => this.take()).filter((id) => id !== undefined));
  }

  /** The worker ends. Settles when all who wait for that have been told. */
  async exit(more: Partial<WorkerExit> = {}): Promise<void> {
    const { workerId } = this.options;
    this.#close({ workerId, pid: this.pid, exitCode: 1, signal: null, lastWords: '', ...more });
    await this.closed;
  }
}

export class FakeTickets implements Tickets {
  readonly capacity: number;
  /** Those that nobody has taken, the next to run first. */
  readonly waiting: number[] = [];
  readonly #log: string[];

  constructor(capacity: number, log: string[]) {
    this.capacity = capacity;
    this.#log = log;
  }

  issue(ids: readonly number[]): void {
    this.#log.push(['issue', ...ids].join(' '));
    this.waiting.push(...ids);
  }

  takeBack(max: number): number[] {
    const ids = this.waiting.splice(0, max);
    this.#log.push(['take back', ...ids].join(' '));
    return ids;
  }

  take(): number | undefined {
    return this.waiting.shift();
  }

  revoke(id: number, cause: string): void {
    this.#log.push(`revoke ${id}: ${cause}`);
  }

  close(): void {
    this.#log.push('close tickets');
  }
}

/** A chunk as the wire knows it: number `id`, of function 'f' unless given. */
export function chunkOf(id: number, more: { fn?: string; items?: unknown[] } = {}): RunChunk {
  const fn = functionNamed(more.fn ?? 'f');
  const spec = { fn, call: 'one', onError: 'stop', timed: false, budgetMs: 0 } as const;
  return { id, spec, items: more.items ?? [id], attempt: 0 };
}

export function functionNamed(name: string): { id: string; name: string; body: string } {
  return { id: name, name, body: `body of ${name}` };
}

/** What a channel is opened with, where it does not matter. */
export function openOptions(): ChannelOptions {
  return {
    workerId: 1,
    title: 'fake',
    env: {},
    execArgv: undefined,
    resourceLimits: undefined,
    onMessage: () => {},
  };
}

/** An error as it crosses: nobody but the codec looks into it. */
export function crashOf(reason: string): ErrorPayload {
  return { kind: reason };
}

export function resultOf(id: number, values: readonly unknown[], from = 0): ChunkResult {
  return { id, from, values, errors: [], runMs: 1 };
}

function inWords(message: ToWorker): string {
  switch (message.kind) {
    case 'run':
      return ['run', ...message.chunks.map(({ id }) => id)].join(' ');
    case 'drop':
      return ['drop', ...message.chunkIds].join(' ');
    case 'abort':
      return `abort ${message.chunkId}`;
    case 'credit':
      return `credit ${message.chunkId}: ${message.count}`;
    case 'define':
      return `define ${message.fn.name}`;
    case 'forget':
      return ['forget', ...message.functionIds].join(' ');
    default:
      return message.kind;
  }
}
