/**
 * The task that runs, as it talks with the pool meanwhile: what `report` and `currentWorker().signal` are to it, and how
 * the values of an iterator leave. A worker runs one task at a time, so there is one of these.
 *
 *    report, value ──► said ┈┈► pool           credit ◄┈┈ pool   so many more values may leave
 *    signal        ◄── abort ◄┈ pool, or the chunk's ticket, which has been revoked
 *
 * What comes for a chunk that does not run any more is dropped. Tasks of a chunk without `talk` pay nothing for it.
 */
import type { AbortCause } from '../base/abort-cause.ts';
import type { TaskTalk } from '../base/current-worker.ts';
import { NotSendableError } from '../base/errors.ts';
import { LateModule } from '../base/late-module.ts';
import { type LiveSignal, liveSignal } from '../base/live-signal.ts';
import { isMoved, MOVED } from '../base/moved.ts';
import { requireOwnFile } from '../base/own-files.ts';
import { runInScope } from '../base/task-scope.ts';
import type { ChunkResult, FromWorker, RunChunk, SaidMessage, ToWorker } from '../wire/messages.ts';
import type { ValueLine } from './each-value.ts';
import type { Functions } from './functions.ts';
import { FAILURES, guarded } from './load-failures.ts';
import type { Port } from './port.ts';
import { type ChunkEvents, clockMs, runChunk } from './run-chunk.ts';
import type { TaskFunction } from './task-function.ts';

const EACH_VALUE: LateModule<typeof import('./each-value.ts')> = new LateModule(
  () => guarded(() => requireOwnFile('core/worker/each-value')),
  async () => await import('./each-value.ts'),
);

type TalkMessage = Extract<ToWorker, { kind: 'abort' | 'credit' }>;

export class RunningTask implements TaskTalk, ValueLine {
  readonly #port: Port;
  readonly #functions: Functions;
  /** The chunk that runs. */
  readonly #running: () => RunChunk | undefined;
  #offset = 0;
  /** The last word of the pool, about whichever chunk. */
  #abort: { readonly chunkId: number; readonly cause: AbortCause } | undefined;
  #signal: (LiveSignal & { readonly chunkId: number; readonly offset: number }) | undefined;
  /** How many more values of the chunk that runs may leave. */
  #credit = 0;
  #heldMs = 0;
  #onNews: (() => void) | undefined;

  constructor(port: Port, functions: Functions, running: () => RunChunk | undefined) {
    this.#port = port;
    this.#functions = functions;
    this.#running = running;
  }

  /** Runs a chunk that talks. */
  run(
    given: TaskFunction,
    chunk: RunChunk,
    others: ChunkEvents,
  ): ChunkResult | Promise<ChunkResult> {
    const { talk, carrier } = chunk.spec;
    const { ahead = 0 } = talk ?? {};
    this.#credit = ahead;
    const events: ChunkEvents = {
      ...others,
      onTask: (offset) => this.#beginTask(offset),
      takeHeldMs: () => this.#takeHeldMs(),
    };
    const run = (fn: TaskFunction): ChunkResult | Promise<ChunkResult> =>
      carrier === undefined
        ? runChunk(fn, chunk, events)
        : runInScope(carrier, () => runChunk(fn, chunk, events));
    if (ahead === 0) return run(given);
    const running = EACH_VALUE.with(({ sendingEach }) => run(sendingEach(given, this)));
    return running instanceof Promise ? running.then(async (result) => await result) : running;
  }

  get signal(): AbortSignal {
    const chunkId = this.#running()?.id ?? -1;
    const offset = this.#offset;
    if (this.#signal?.chunkId !== chunkId || this.#signal.offset !== offset)
      this.#signal = { ...liveSignal(() => this.#whyAborted(chunkId)), chunkId, offset };
    return this.#signal.signal;
  }

  report(value: unknown): void {
    if (this.#running()?.spec.talk?.reports === true) this.#say('report', value);
  }

  say(value: unknown): void {
    this.#credit -= 1;
    this.#say('value', value);
  }

  /** Whether nobody wants any more of the task. */
  get isUnwanted(): boolean {
    const chunk = this.#running();
    return chunk === undefined || this.#whyAborted(chunk.id) !== undefined;
  }

  mayGoOn(): boolean | Promise<boolean> {
    if (this.isUnwanted) return false;
    return this.#credit > 0 || this.#untilNews();
  }

  receive(message: TalkMessage): void {
    const { chunkId } = message;
    const isRunning = this.#running()?.id === chunkId;
    if (message.kind === 'abort') {
      this.#abort = { chunkId, cause: message.cause };
      if (isRunning && this.#signal?.chunkId === chunkId) this.#signal.abort(message.cause);
    } else if (isRunning) {
      this.#credit += message.count;
    }
    this.#onNews?.();
  }

  #beginTask(offset: number): boolean {
    this.#offset = offset;
    const { abortable = false } = this.#running()?.spec.talk ?? {};
    return offset === 0 || !abortable || !this.isUnwanted;
  }

  #whyAborted(chunkId: number): AbortCause | undefined {
    if (this.#abort?.chunkId === chunkId) return this.#abort.cause;
    return this.#port.tickets.revoked?.(chunkId);
  }

  /** The reader is behind. How long that takes does not count as the task's time. */
  async #untilNews(): Promise<boolean> {
    const sinceMs = clockMs();
    await new Promise<void>((resolve) => {
      this.#onNews = resolve;
    });
    this.#onNews = undefined;
    this.#heldMs += clockMs() - sinceMs;
    return await this.mayGoOn();
  }

  #takeHeldMs(): number {
    const heldMs = this.#heldMs;
    this.#heldMs = 0;
    return heldMs;
  }

  #say(what: SaidMessage['what'], given: unknown): void {
    const chunk = this.#running();
    if (chunk === undefined) return;
    const value = isMoved(given) ? given.value : given;
    const moved = isMoved(given) ? given[MOVED] : [];
    try {
      const { classes } = this.#functions;
      const kept = classes === undefined ? value : classes.encode(value);
      const message: FromWorker = {
        kind: 'said',
        chunkId: chunk.id,
        offset: chunk.spec.call === 'fold' ? 0 : this.#offset, // a chain does not say at which item it is
        what,
        values: [kept],
      };
      void this.#port.send(message, moved);
    } catch (cause) {
      throw this.#refusal(what, value, cause);
    }
  }

  /** Why a value cannot be sent; in other words if what finds the words cannot be loaded at once. */
  #refusal(what: SaidMessage['what'], value: unknown, cause: unknown): Error {
    const name = this.#functions.nameOf(this.#running()?.spec.fn.id ?? '');
    const error = FAILURES.with(({ unsaid }) => unsaid(this.#port, { what, name, value, cause }));
    if (!(error instanceof Promise)) return error;
    error.catch(() => {}); // it is not waited for
    return new NotSendableError(`cannot send a ${what} of '${name}' to the caller`, { cause });
  }
}
