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
import { FileGoneError } from '../base/large.ts';
import { WORKER_NEWS } from '../base/served.ts';
import { move } from '../base/state-machine.ts';
import { runInScope } from '../base/task-scope.ts';
import { countOutcomes } from '../wire/codec.ts';
import type {
  ChunkResult,
  FromWorker,
  RunChunk,
  StartMessage,
  TaskMessage,
  ToWorker,
} from '../wire/messages.ts';
import { UnreadableList } from '../wire/unreadable.ts';
import { UnrevivedList } from '../wire/unrevived-list.ts';
import { ChunksInHand } from './chunks-in-hand.ts';
import { contextOf } from './context-of.ts';
import { endWithCrash, noteOn } from './crash-note.ts';
import { watchStores } from './entered-stores.ts';
import { Functions } from './functions.ts';
import type { Unsent } from './failures.ts';
import { FAILURES } from './load-failures.ts';
import { Lanes } from './lanes.ts';
import { Lifetime } from './lifetime.ts';
import { loadFor } from './load-for.ts';
import { runChain } from './load-flows.ts';
import { type Doing, MOVES } from './loop-state.ts';
import type { Port } from './port.ts';
import { type ChunkEvents, clockMs, runChunk, withRunMs } from './run-chunk.ts';
import { RunningTask } from './running-task.ts';
import type { TaskFunction } from './task-function.ts';

type Result = ChunkResult | undefined; // it has not been run, and comes once more
type Place = Pick<TaskMessage, 'offset' | 'before'>;

const MEMORY_EVERY_MS = 1000; // so old may be what `pool.stats()` shows

export class Loop {
  readonly #port: Port;
  readonly #functions: Functions;
  readonly #chunks: ChunksInHand;
  #start: StartMessage | undefined;
  #doing: Doing = 'waiting';
  /** What ran last: mostly it is the same again, and an id just read has to be hashed to be looked up. */
  #last: { readonly id: string; readonly fn: TaskFunction } | undefined;
  /** The chunk that runs, or ran last. */
  #latest: RunChunk | undefined;
  readonly #task: RunningTask;
  /** Nothing has run before what runs now. */
  #isFirstTask = true;
  #memoryReadAtMs = Number.NEGATIVE_INFINITY;
  /** What goes away with the next results; two tasks may have given away the same. */
  readonly #moved = new Set<ArrayBuffer>();
  readonly #lifetime: Lifetime;
  /** All that run chunks, this one among them; undefined if it is alone. */
  #lanes: Lanes<Loop> | undefined;

  /** `first`: the loop beside which this one runs chunks. */
  constructor(port: Port, first?: Loop) {
    this.#port = port;
    watchStores();
    if (first === undefined) {
      this.#functions = new Functions(
        (count) => this.#noteImports(count),
        (functionId) => void this.#port.send({ kind: 'redefine', functionId }),
      );
      this.#chunks = new ChunksInHand(port.tickets);
      this.#lifetime = new Lifetime(port, () => this.#functions.importing);
    } else {
      this.#functions = first.#functions;
      this.#chunks = first.#chunks;
      this.#lifetime = first.#lifetime;
      this.#start = first.#start;
    }
    const running = (): RunChunk | undefined =>
      this.#doing === 'running' ? this.#latest : undefined;
    this.#task = new RunningTask(port, this.#functions, running);
  }

  /** For `currentWorker()` and for the pool's own checks. */
  get context(): WorkerContext {
    const lane = this.#lanes?.calling ?? this;
    const isImporting = this.#functions.importing > 0;
    return contextOf(this.#port, [this.#start, lane.#latest, lane.#task, isImporting]);
  }

  receive(message: ToWorker): void {
    switch (message.kind) {
      case 'start':
        return this.#begin(message);
      case 'define':
        return this.#functions.define(message.fn);
      case 'run':
        this.#chunks.add(message.chunks);
        this.#wake();
        return;
      case 'drop':
        this.#chunks.drop(message.chunkIds);
        this.#wake();
        return;
      case 'abort':
      case 'credit':
        for (const lane of this.#lanes?.all ?? [this]) lane.#task.receive(message);
        return;
      case 'forget':
        this.#functions.forget(message.functionIds);
        for (const lane of this.#lanes?.all ?? [this]) lane.#last = undefined;
        return;
      case 'go-on':
        this.#chunks.goOn();
        this.#wake();
        return;
      case 'stop':
        return this.#lifetime.stop(message.isHasty === true);
      default:
        message.kind satisfies 'room' | 'pipe'; // the port has taken it
    }
  }

  /** Something was thrown that no task's promise caught. Ends the worker. */
  crash(error: unknown): void {
    endWithCrash(this.#port, error, this.#isBusy ? noteOn(this.#isFirstTask) : undefined);
  }

  #begin(message: StartMessage): void {
    this.#start = message;
    void this.#lifetime.begin(message, this.#functions);
    if (message.concurrency === 1) return;
    const length = message.concurrency - 1;
    const others = Array.from({ length }, () => new Loop(this.#port, this));
    this.#lanes = new Lanes<Loop>(this, others);
    for (const lane of others) lane.#lanes = this.#lanes;
  }

  #noteImports(count: number): void {
    this.#port.noteImports?.(count);
    this.#lifetime.look();
  }

  #wake(): void {
    if (this.#lanes === undefined) void this.#drain();
    else this.#lanes.wake((lane) => void lane.#drain());
  }

  /** Whether a task runs, here or beside it. */
  get #isBusy(): boolean {
    if (this.#lanes === undefined) return this.#doing === 'running';
    return this.#lanes.all.some((lane) => lane.#doing === 'running');
  }

  /** Runs what there is to run, unless that is being done. */
  async #drain(): Promise<void> {
    if (this.#doing !== 'waiting') return;
    this.#become('between');
    for (let chunk = this.#chunks.takeNext(); chunk; chunk = this.#chunks.takeNext()) {
      const running = this.#run(chunk);
      if (running !== undefined) await running;
      const flushing = this.#port.flushed?.();
      if (flushing !== undefined) await flushing;
    }
    this.#port.idle?.();
    this.#become('waiting');
  }

  #become(next: Doing): void {
    this.#doing = move('the loop of a worker', MOVES, this.#doing, next);
  }

  #run(chunk: RunChunk): Promise<void> | undefined {
    const startedAtMs = clockMs();
    this.#latest = chunk;
    this.#become('running');
    if (chunk.items.length > 1) this.#isFirstTask = false;
    const result = this.#resultOf(chunk);
    if (result instanceof Promise) return result.then((r) => this.#report(r, chunk, startedAtMs));
    return this.#report(result, chunk, startedAtMs);
  }

  #resultOf(chunk: RunChunk): Result | Promise<Result> {
    if (chunk.items instanceof UnreadableList) return this.#runUnread(chunk, chunk.items);
    const fn = this.#loaded(chunk.spec.fn.id);
    return fn === undefined ? this.#runOnceLoaded(chunk) : this.#runWith(fn, chunk);
  }

  #runUnread(chunk: RunChunk, items: UnreadableList): Result | Promise<Result> {
    if (items instanceof UnrevivedList)
      return items.revived().then((revived) => this.#resultOf({ ...chunk, items: revived }));
    const { cause } = items;
    if (!(cause instanceof FileGoneError))
      return FAILURES.with(({ failUnread }) => failUnread(chunk, this.#nameOf(chunk), cause));
    this.#chunks.awaitAgain(chunk.id);
    return void this.#port.send({ kind: 'resend', chunkId: chunk.id });
  }

  #loaded(id: string): TaskFunction | undefined {
    if (this.#last?.id === id) return this.#last.fn;
    const fn = this.#functions.loaded(id);
    if (fn !== undefined) this.#last = { id, fn };
    return fn;
  }

  async #runOnceLoaded(chunk: RunChunk): Promise<ChunkResult> {
    const loaded = await loadFor(chunk, this.#functions, {
      send: (message) => void this.#port.send(message),
      onFailed: () => this.#chunks.hold(),
    });
    return loaded.ok ? await this.#runWith(loaded.fn, chunk) : loaded.result;
  }

  #runWith(fn: TaskFunction, chunk: RunChunk): ChunkResult | Promise<ChunkResult> {
    if (chunk.spec.call === 'fold') return runChain(fn, chunk, this.#functions.classes);
    const events: ChunkEvents = {
      onStart: (offset, before) => this.#tell('started', chunk, { offset, before }),
      onWait: (offset, before) => this.#tell('waiting', chunk, { offset, before }),
      onMove: (buffers) => {
        for (const buffer of buffers) this.#moved.add(buffer);
      },
    };
    const { carrier, talk } = chunk.spec;
    if (talk !== undefined) return this.#task.run(fn, chunk, events);
    if (carrier === undefined) return runChunk(fn, chunk, events);
    return runInScope(carrier, () => runChunk(fn, chunk, events));
  }

  #report(result: Result, chunk: RunChunk, startedAtMs: number): Promise<void> | undefined {
    this.#become('between');
    if (result === undefined) return undefined;
    if (!this.#isBusy) WORKER_NEWS.onIdle?.('task');
    this.#isFirstTask = false;
    const nowMs = chunk.spec.timed ? startedAtMs : clockMs();
    const runMs = chunk.spec.timed ? result.runMs : nowMs - startedAtMs;
    const isDue = nowMs - this.#memoryReadAtMs >= MEMORY_EVERY_MS;
    const memory = isDue || this.#start?.reportMemory === true ? this.#readMemory(nowMs) : 0;
    const handsBack = result.from + countOutcomes(result) < chunk.items.length;
    if (handsBack) this.#chunks.hold();
    return this.#send(withRunMs(result, runMs), chunk, (sent) => {
      const done = { kind: 'done', results: [sent], memory } as const;
      return handsBack ? { ...done, handsBack } : done;
    });
  }

  #tell(
    kind: TaskMessage['kind'],
    chunk: RunChunk,
    { offset, before }: Place,
  ): Promise<void> | undefined {
    if (kind === 'waiting') this.#chunks.hold();
    return this.#send(before, chunk, (sent) => ({ kind, chunkId: chunk.id, offset, before: sent }));
  }

  /** Takes some µs, so it is not done for each of a thousand chunks a second if nobody has asked for that. */
  #readMemory(nowMs: number): number {
    this.#memoryReadAtMs = nowMs;
    return this.#port.memory?.() ?? process.memoryUsage.rss();
  }

  /** A result that cannot cross fails its own task and nothing else: only then is each value tried alone. A promise if it is not sent yet. */
  #send(
    result: ChunkResult,
    chunk: RunChunk,
    toMessage: (result: ChunkResult) => FromWorker,
  ): Promise<void> | undefined {
    const moved = this.#moved.size === 0 ? undefined : [...this.#moved];
    this.#moved.clear();
    try {
      const call = this.#chunks.isEmpty ? chunk.spec.call : undefined; // of many, texts are the slower way
      return this.#port
        .send(toMessage(result), moved, call)
        ?.catch(() => this.#sendRest({ result, name: this.#nameOf(chunk), toMessage }));
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
