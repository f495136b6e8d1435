/**
 * What the clients of the memory engine share: the part that is a server elsewhere. Nothing in it
 * survives the program.
 *
 *    MemoryEngine ─┐
 *    MemoryEngine ─┼──► MemoryServer   queue · store · results · who listens where
 *    MemoryEngine ─┘
 */
import { soon } from '../../../core/base/node-turns.ts';
import type { Message, ReplyStatus, ResultEntry } from '../engine.ts';
import { type Clock, systemClock } from './clock.ts';
import { MemoryQueue } from './memory-queue.ts';

/** As the NATS engine's, where it has the same. */
export interface MemoryServerOptions {
  /** Default: the real time. */
  readonly clock?: Clock;
  /** Default 15,000 ms. */
  readonly ackWaitMs?: number;
  /** Default 5. */
  readonly maxDeliveries?: number;
  /** Default 120,000 ms. */
  readonly duplicateWindowMs?: number;
  /** How many chunks the queue takes before it is full. Default: no limit. */
  readonly maxChunks?: number;
  /** Default 1 MiB. */
  readonly maxMessageBytes?: number;
}

/** Answers one request, or rejects if the listener refused it. */
export type ReplyHandler = (message: Message) => Promise<ReplyStatus>;

export class MemoryServer {
  readonly clock: Clock;
  readonly ackWaitMs: number;
  readonly maxDeliveries: number;
  readonly maxMessageBytes: number;
  readonly queue: MemoryQueue;
  /** By job and name: all that was put, the last first. */
  readonly bodies: Map<string, Map<string, readonly Uint8Array[]>> = new Map();
  readonly logs: Map<string, ResultEntry[]> = new Map();
  readonly listeners: Map<string, ReplyHandler> = new Map();
  /** By address, who answers those who ask. */
  readonly describers: Map<string, () => Message> = new Map();
  readonly topics: Map<string, Set<(message: Message) => void>> = new Map();
  readonly hosts: Set<(question: Message) => Message> = new Set();
  /** Called when `job` has a new result. */
  readonly onAppend: Set<(job: string) => void> = new Set();
  /** Marks of jobs that are over, and who is told of new ones. */
  readonly marks: Message[] = [];
  readonly onMark: Set<() => void> = new Set();
  readonly #duplicateWindowMs: number;
  readonly #appendedUntilMs = new Map<string, number>();
  #nextAddress = 1;

  constructor(options: MemoryServerOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.ackWaitMs = options.ackWaitMs ?? 15_000;
    this.maxDeliveries = options.maxDeliveries ?? 5;
    this.maxMessageBytes = options.maxMessageBytes ?? 1024 ** 2;
    this.#duplicateWindowMs = options.duplicateWindowMs ?? 120_000;
    this.queue = new MemoryQueue({
      clock: this.clock,
      ackWaitMs: this.ackWaitMs,
      maxDeliveries: this.maxDeliveries,
      duplicateWindowMs: this.#duplicateWindowMs,
      maxChunks: options.maxChunks ?? Number.POSITIVE_INFINITY,
    });
  }

  takeAddress(): string {
    this.#nextAddress += 1;
    return `memory.${this.#nextAddress}`;
  }

  append(job: string, entry: ResultEntry): void {
    const key = `${job}.${entry.id}`;
    const nowMs = this.clock.nowMs();
    if ((this.#appendedUntilMs.get(key) ?? Number.NEGATIVE_INFINITY) > nowMs) return;
    this.#appendedUntilMs.set(key, nowMs + this.#duplicateWindowMs);
    const log = this.logs.get(job);
    if (log === undefined) this.logs.set(job, [entry]);
    else log.push(entry);
    for (const listener of this.onAppend) listener(job);
  }

  say(topic: string, message: Message): void {
    for (const listener of this.topics.get(topic) ?? []) soon(() => listener(message));
  }

  mark(mark: Message): void {
    this.marks.push(mark);
    for (const tell of this.onMark) tell();
  }

  /** Ends what the server has started: no timer of its remains. */
  [Symbol.dispose](): void {
    this.queue.end();
  }
}
