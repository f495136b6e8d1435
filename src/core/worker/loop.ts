/**
 * The worker loop: the same in a process, in a thread and inline.
 *
 *    run ──► [ chunks in hand ] ──┐
 *                                 ├──► run the chunk ──► done
 *    tickets ──► next id ─────────┘
 *
 * A chunk starts when this worker has taken its ticket; the chunks that arrive are only at hand, and
 * the pool may take their tickets back at any moment before.
 *
 * Invariant: a result has left this process's memory before the next chunk starts, so a task that
 * kills its worker takes no finished work with it.
 */
import type { WorkerContext } from '../base/current-worker.ts';
import { ProtocolError } from '../base/errors.ts';
import { FileGoneError } from '../base/large.ts';
import { WORKER_NEWS } from '../base/served.ts';
import { move } from '../base/state-machine.ts';
import { runInScope } from '../base/task-scope.ts';
import { unreachable } from '../base/unreachable.ts';
import {
  type ChunkResult,
  type FromWorker,
  type RunChunk,
  type StartMessage,
  type ToWorker,
  WIRE_VERSION,
} from '../wire/messages.ts';
import { UnreadableList } from '../wire/unreadable.ts';
import { UnrevivedList } from '../wire/unrevived-list.ts';
import { ChunksInHand } from './chunks-in-hand.ts';
import { noteOn, print } from './crash-note.ts';
import { watchStores } from './entered-stores.ts';
import { Functions } from './functions.ts';
import type { Unsent } from './failures.ts';
import { FAILURES } from './load-failures.ts';
import { runChain } from './load-flows.ts';
import { type Doing, MOVES } from './loop-state.ts';
import type { Port } from './port.ts';
import { type ChunkEvents, runChunk } from './run-chunk.ts';
import { setUp } from './set-up.ts';
import type { TaskFunction } from './task-function.ts';

type Result = ChunkResult | undefined;

const NOTHING: readonly ArrayBuffer[] = [];

/** For `pool.stats()`, which may show the memory of workers as it was a second ago. */
const MEMORY_EVERY_MS = 1000;

export class Loop {
  readonly #port: Port;
  readonly #functions: Functions;
  readonly #chunks: ChunksInHand;
  #start: StartMessage | undefined;
  #doing: Doing = 'waiting';
  /** What ran last: mostly it is the same again, and an id just read has to be hashed to be looked up. */
  #last: { readonly id: string; readonly fn: TaskFunction } | undefined;
  /** Of the chunk that runs, or ran last. */
  #attempt = 0;
  /** Nothing has run before what runs now. */
  #isFirstTask = true;
  #memoryReadAtMs = Number.NEGATIVE_INFINITY;
  /** What goes away with the next results; two tasks may have given away the same. */
  readonly #moved = new Set<ArrayBuffer>();
  #mustStop = false;
  /** A function could not be loaded: the pool decides whether another worker tries, or this one goes on. */
  #isHeld = false;

  constructor(port: Port) {
    this.#port = port;
    watchStores();
    this.#functions = new Functions(
      (count) => this.#noteImports(count),
      (functionId) => this.#port.send({ kind: 'redefine', functionId }),
    );
    this.#chunks = new ChunksInHand(port.tickets);
  }

  /** For `currentWorker()` and for the pool's own checks. */
  get context(): WorkerContext {
    const { workerId: id = 0, depth = 1 } = this.#start ?? {};
    const { kind, threadId } = this.#port;
    const place = threadId === undefined ? {} : { threadId };
    const isImporting = this.#functions.importing > 0;
    return { id, pid: process.pid, ...place, kind, attempt: this.#attempt, depth, isImporting };
  }

  receive(message: ToWorker): void {
    switch (message.kind) {
      case 'start':
        void this.#begin(message);
        return;
      case 'define':
        this.#functions.define(message.fn);
        return;
      case 'run':
        this.#chunks.add(message.chunks);
        void this.#drain();
        return;
      case 'drop':
        this.#chunks.drop(message.chunkIds);
        void this.#drain();
        return;
      case 'forget':
        this.#functions.forget(message.functionIds);
        this.#last = undefined;
        return;
      case 'room':
        return; // the port has taken it
      case 'go-on':
        this.#isHeld = false;
        void this.#drain();
        return;
      case 'stop':
        this.#mustStop = true;
        this.#stopIfAsked();
        return;
      default:
        unreachable(message);
    }
  }

  /** Something was thrown that no task's promise caught. Ends the worker. */
  crash(error: unknown): void {
    if (this.#doing !== 'running') print(error); // it is nobody's failure, and nobody would see it
    const note = this.#doing === 'running' ? noteOn(this.#isFirstTask) : undefined;
    const ending = FAILURES.with(({ describeFailure }) =>
      this.#port.end(1, { kind: 'crashed', error: describeFailure(error, note) }),
    );
    if (ending instanceof Promise) ending.catch(() => this.#port.end(1)); // our own files are gone
  }

  async #begin(message: StartMessage): Promise<void> {
    this.#start = message;
    if (message.version !== WIRE_VERSION) {
      this.crash(new ProtocolError(`the pool speaks version ${message.version} of the wire`));
      return;
    }
    this.#port.send(await setUp(message, this.#functions));
  }

  #noteImports(count: number): void {
    this.#port.noteImports?.(count);
    this.#stopIfAsked();
  }

  /** Not while a module is loaded: a thread that ends then leaves the module's file open. */
  #stopIfAsked(): void {
    if (this.#mustStop && this.#functions.importing === 0) this.#port.end(0);
  }

  /** Runs what there is to run, unless that is being done. */
  async #drain(): Promise<void> {
    if (this.#doing !== 'waiting') return;
    this.#become('between');
    for (let chunk = this.#takeNext(); chunk; chunk = this.#takeNext()) {
      const running = this.#run(chunk);
      if (running !== undefined) await running;
      const flushing = this.#port.flushed?.();
      if (flushing !== undefined) await flushing;
    }
    this.#port.idle?.();
    this.#become('waiting');
  }

  #takeNext(): RunChunk | undefined {
    return this.#isHeld ? undefined : this.#chunks.takeNext();
  }

  #become(next: Doing): void {
    this.#doing = move('the loop of a worker', MOVES, this.#doing, next);
  }

  #run(chunk: RunChunk): Promise<void> | undefined {
    const startedAtMs = performance.now();
    this.#attempt = chunk.attempt;
    this.#become('running');
    if (chunk.items.length > 1) this.#isFirstTask = false;
    const result = this.#resultOf(chunk);
    if (result instanceof Promise) return result.then((r) => this.#report(r, chunk, startedAtMs));
    return this.#report(result, chunk, startedAtMs);
  }

  /** `undefined`: the chunk has not been run, and comes once more. */
  #resultOf(chunk: RunChunk): Result | Promise<Result> {
    if (chunk.items instanceof UnreadableList) return this.#runUnread(chunk, chunk.items);
    const fn = this.#loaded(chunk.spec.fn.id);
    return fn === undefined ? this.#runOnceLoaded(chunk) : this.#runWith(fn, chunk);
  }

  #runUnread(chunk: RunChunk, items: UnreadableList): Result | Promise<Result> {
    if (items instanceof UnrevivedList)
      return items.revived().then((revived) => this.#resultOf({ ...chunk, items: revived }));
    const { cause } = items;
    if (cause instanceof FileGoneError) return this.#awaitAgain(chunk);
    return FAILURES.with(({ failUnread }) => failUnread(chunk, this.#nameOf(chunk), cause));
  }

  #awaitAgain({ id }: RunChunk): undefined {
    this.#chunks.awaitAgain(id);
    this.#port.send({ kind: 'resend', chunkId: id });
  }

  #loaded(id: string): TaskFunction | undefined {
    if (this.#last?.id === id) return this.#last.fn;
    const fn = this.#functions.loaded(id);
    if (fn !== undefined) this.#last = { id, fn };
    return fn;
  }

  async #runOnceLoaded(chunk: RunChunk): Promise<ChunkResult> {
    const { id } = chunk.spec.fn;
    const isDefined = this.#functions.isDefined(id);
    // Said, because a module may hang as well: the pool does not wait for it for ever.
    if (isDefined) this.#port.send({ kind: 'loading', chunkId: chunk.id, isOver: false });
    let fn: TaskFunction;
    try {
      fn = await this.#functions.loadDefined(id);
    } catch (error) {
      this.#holdAfter(chunk);
      return await FAILURES.with(({ failAll }) => failAll(chunk, error));
    }
    this.#port.send({ kind: 'loading', chunkId: chunk.id, isOver: true });
    return await this.#runWith(fn, chunk);
  }

  /** Node remembers for ever that a module has failed: what comes next had better run in a fresh worker. */
  #holdAfter(chunk: RunChunk): void {
    this.#isHeld = true;
    this.#port.send({ kind: 'load-failed', chunkId: chunk.id });
  }

  #runWith(fn: TaskFunction, chunk: RunChunk): ChunkResult | Promise<ChunkResult> {
    if (chunk.spec.call === 'fold') return runChain(fn, chunk, this.#functions.classes);
    const events: ChunkEvents = {
      onStart: (offset, before) =>
        this.#send(before, chunk, (sent) => {
          return { kind: 'started', chunkId: chunk.id, offset, before: sent };
        }),
      onMove: (buffers) => {
        for (const buffer of buffers) this.#moved.add(buffer);
      },
    };
    const { carrier } = chunk.spec;
    if (carrier === undefined) return runChunk(fn, chunk, events);
    return runInScope(carrier, () => runChunk(fn, chunk, events));
  }

  #report(result: Result, chunk: RunChunk, startedAtMs: number): Promise<void> | undefined {
    this.#become('between');
    if (result === undefined) return undefined;
    WORKER_NEWS.onIdle?.('task');
    this.#isFirstTask = false;
    const nowMs = chunk.spec.timed ? startedAtMs : performance.now();
    const runMs = chunk.spec.timed ? result.runMs : nowMs - startedAtMs;
    const isDue = nowMs - this.#memoryReadAtMs >= MEMORY_EVERY_MS;
    const memory = isDue || this.#start?.reportMemory === true ? this.#readMemory(nowMs) : 0;
    const kind = 'done';
    return this.#send({ ...result, runMs }, chunk, (sent) => ({ kind, results: [sent], memory }));
  }

  /** Takes some µs, so it is not done for each of a thousand chunks a second if nobody has asked for that. */
  #readMemory(nowMs: number): number {
    this.#memoryReadAtMs = nowMs;
    return this.#port.memory?.() ?? process.memoryUsage.rss();
  }

  /**
   * Sends results so that one that cannot cross fails its own task and nothing else: the common case
   * is one `send`; only if that throws is each value tried alone. A promise if it is not sent yet.
   */
  #send(
    result: ChunkResult,
    chunk: RunChunk,
    toMessage: (result: ChunkResult) => FromWorker,
  ): Promise<void> | undefined {
    const moved = this.#moved.size === 0 ? NOTHING : [...this.#moved];
    this.#moved.clear();
    try {
      const sending = this.#port.send(toMessage(result), moved);
      return sending?.catch(() => this.#sendRest({ result, name: this.#nameOf(chunk), toMessage }));
    } catch {
      return this.#sendRest({ result, name: this.#nameOf(chunk), toMessage });
    }
  }

  /** Nothing is moved now: it may have been the moving that failed, and what failed stays the task's. */
  async #sendRest(unsent: Unsent): Promise<void> {
    await FAILURES.with(({ sendWhatCanBe }) => sendWhatCanBe(this.#port, unsent));
  }

  #nameOf(chunk: RunChunk): string {
    return this.#functions.nameOf(chunk.spec.fn.id);
  }
}
