/**
 * The worker loop: the same in a process, in a thread and inline.
 *
 *    run ──► [ bodies by id ] ──┐
 *                               ├──► run the chunk ──► done
 *    tickets ──► next id ───────┘
 *
 * A chunk starts when this worker has taken its ticket; the bodies that arrive are only at hand, and
 * the pool may take their tickets back at any moment before.
 *
 * Invariant: a result has left this process's memory before the next chunk starts, so a task that
 * kills its worker takes no finished work with it.
 */
import type { WorkerContext } from '../base/current-worker.ts';
import { ProtocolError } from '../base/errors.ts';
import type { FunctionPayload } from '../base/payload.ts';
import { unreachable } from '../base/unreachable.ts';
import { decodeFunction } from '../codec/function/decode-function.ts';
import { setEntryUrl } from '../codec/function/entry.ts';
import {
  type ChunkResult,
  type FromWorker,
  type RunChunk,
  type StartMessage,
  type ToWorker,
  WIRE_VERSION,
} from '../wire/messages.ts';
import { UnreadableList } from '../wire/unreadable.ts';
import { FAILURES } from './load-failures.ts';
import type { Port } from './port.ts';
import { sendReport } from './report.ts';
import { runChunk, type TaskFunction } from './run-chunk.ts';

/**
 * A function of the pool's, loaded on first use and not before: while a module is being loaded no pool
 * may be made, so loading must not happen beside a task, which may make one.
 */
interface Known {
  readonly payload: FunctionPayload;
  loading?: Promise<TaskFunction>;
  /** Set once loaded: an `await` for each chunk would cost as much as a small task. */
  loaded?: TaskFunction;
}

const NOTHING: readonly ArrayBuffer[] = [];

export class Loop {
  readonly #port: Port;
  readonly #functions = new Map<string, Known>();
  readonly #bodies = new Map<number, RunChunk>();
  #start: StartMessage | undefined;
  /** Keeps the classes of arguments and results, if the pool has any. */
  #keepClasses: ((fn: TaskFunction) => TaskFunction) | undefined;
  /** A ticket taken whose body is still on its way. */
  #claimed: number | undefined;
  /** What goes away with the next results; two tasks may have given away the same. */
  readonly #moved = new Set<ArrayBuffer>();
  #isDraining = false;
  #importing = 0;
  #mustStop = false;
  #attempt = 0;
  #hasTask = false;

  constructor(port: Port) {
    this.#port = port;
  }

  /** For `currentWorker()` and for the pool's own checks. */
  get context(): WorkerContext {
    const { workerId: id = 0, depth = 1 } = this.#start ?? {};
    const { kind, threadId } = this.#port;
    const place = threadId === undefined ? {} : { threadId };
    const isImporting = this.#importing > 0;
    return { id, pid: process.pid, ...place, kind, attempt: this.#attempt, depth, isImporting };
  }

  receive(message: ToWorker): void {
    switch (message.kind) {
      case 'start':
        void this.#begin(message);
        return;
      case 'define':
        this.#functions.set(message.fn.id, { payload: message.fn });
        return;
      case 'run':
        for (const chunk of message.chunks) this.#bodies.set(chunk.id, chunk);
        void this.#drain();
        return;
      case 'drop':
        this.#drop(message.chunkIds);
        return;
      case 'forget':
        for (const id of message.functionIds) this.#functions.delete(id);
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
    if (!this.#hasTask) console.error(error); // it is nobody's failure, and nobody would see it
    const ending = FAILURES.with(({ describeFailure }) =>
      this.#port.end(1, { kind: 'crashed', error: describeFailure(error) }),
    );
    if (ending instanceof Promise) ending.catch(() => this.#port.end(1)); // our own files are gone
  }

  async #begin(message: StartMessage): Promise<void> {
    this.#start = message;
    if (message.version !== WIRE_VERSION) {
      this.crash(new ProtocolError(`the pool speaks version ${message.version} of the wire`));
      return;
    }
    setEntryUrl(message.entry);
    try {
      await this.#loadClasses(message);
      if (message.initializer !== null) {
        const initialize = await this.#load(message.initializer.fn);
        await initialize(...message.initializer.args);
      }
    } catch (error) {
      const payload = await FAILURES.with(({ describeFailure }) => describeFailure(error));
      this.#port.send({ kind: 'init-failed', error: payload });
      return;
    }
    this.#port.send({ kind: 'ready' });
  }

  async #loadClasses({ classes }: StartMessage): Promise<void> {
    if (classes.length === 0) return;
    // Not imported at the top: most pools have no classes, and all workers must start fast.
    const { keeperOf } = await import('./with-classes.ts');
    const loading = classes.map(async (one) => await this.#load(one));
    this.#keepClasses = keeperOf(await Promise.all(loading));
  }

  #drop(chunkIds: readonly number[]): void {
    for (const id of chunkIds) {
      this.#bodies.delete(id);
      // A body that could not be sent after all, but whose ticket was already out.
      if (this.#claimed === id) this.#claimed = undefined;
    }
    void this.#drain();
  }

  async #loadKnown(known: Known): Promise<TaskFunction> {
    known.loading ??= this.#load(known.payload);
    known.loaded = await known.loading;
    return known.loaded;
  }

  /** Not while a module is loaded: a thread that ends then leaves the module's file open. */
  #stopIfAsked(): void {
    if (this.#mustStop && this.#importing === 0) this.#port.end(0);
  }

  #countImports(change: 1 | -1): void {
    this.#importing += change;
    this.#port.noteImports?.(this.#importing);
  }

  async #load(payload: FunctionPayload): Promise<TaskFunction> {
    this.#countImports(1);
    try {
      const fn = (await decodeFunction(payload)) as TaskFunction;
      return this.#keepClasses?.(fn) ?? fn;
    } finally {
      this.#countImports(-1);
      this.#stopIfAsked();
    }
  }

  async #drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next()) {
      const running = this.#run(chunk);
      if (running !== undefined) await running;
      const flushing = this.#port.flushed?.();
      if (flushing !== undefined) await flushing;
    }
    this.#port.rest?.();
    this.#isDraining = false;
  }

  /** The next chunk that is this worker's to run and whose body is here. */
  #next(): RunChunk | undefined {
    if (this.#bodies.size === 0) return undefined;
    this.#claimed ??= this.#port.tickets.take();
    if (this.#claimed === undefined) return undefined;
    const chunk = this.#bodies.get(this.#claimed);
    if (chunk === undefined) return undefined;
    this.#bodies.delete(this.#claimed);
    this.#claimed = undefined;
    return chunk;
  }

  #run(chunk: RunChunk): Promise<void> | undefined {
    const startedAtMs = performance.now();
    this.#attempt = chunk.attempt;
    this.#hasTask = true;
    const result = this.#resultOf(chunk);
    if (result instanceof Promise) return result.then((r) => this.#report(r, chunk, startedAtMs));
    return this.#report(result, chunk, startedAtMs);
  }

  #resultOf(chunk: RunChunk): ChunkResult | Promise<ChunkResult> {
    if (chunk.items instanceof UnreadableList) {
      const { cause } = chunk.items;
      return FAILURES.with(({ failUnread }) => failUnread(chunk, this.#nameOf(chunk), cause));
    }
    const fn = this.#functions.get(chunk.spec.fn.id)?.loaded;
    return fn === undefined ? this.#runOnceLoaded(chunk) : this.#runWith(fn, chunk);
  }

  async #runOnceLoaded(chunk: RunChunk): Promise<ChunkResult> {
    const known = this.#functions.get(chunk.spec.fn.id);
    if (known === undefined) {
      const error = new ProtocolError(`no function ${chunk.spec.fn.id}`);
      return await FAILURES.with(({ failAll }) => failAll(chunk, error));
    }
    // Said, because a module may hang as well: the pool does not wait for it for ever.
    this.#port.send({ kind: 'loading', chunkId: chunk.id, isOver: false });
    let fn: TaskFunction;
    try {
      fn = await this.#loadKnown(known);
    } catch (error) {
      return await FAILURES.with(({ failAll }) => failAll(chunk, error));
    }
    this.#port.send({ kind: 'loading', chunkId: chunk.id, isOver: true });
    return await this.#runWith(fn, chunk);
  }

  #runWith(fn: TaskFunction, chunk: RunChunk): ChunkResult | Promise<ChunkResult> {
    return runChunk(fn, chunk, {
      onStart: (offset, before) => {
        const started = (result: ChunkResult) =>
          ({ kind: 'started', chunkId: chunk.id, offset, before: result }) as const;
        return this.#send(before, chunk, started);
      },
      onMove: (buffers) => {
        for (const buffer of buffers) this.#moved.add(buffer);
      },
    });
  }

  #report(result: ChunkResult, chunk: RunChunk, startedAtMs: number): Promise<void> | undefined {
    this.#hasTask = false;
    const runMs = performance.now() - startedAtMs;
    const memory = this.#start?.reportMemory === true ? process.memoryUsage.rss() : 0;
    return this.#send(
      { ...result, runMs },
      chunk,
      (sent) => ({ kind: 'done', results: [sent], memory }) as const,
    );
  }

  #send(
    result: ChunkResult,
    chunk: RunChunk,
    toMessage: (result: ChunkResult) => FromWorker,
  ): Promise<void> | undefined {
    const moved = this.#moved.size === 0 ? NOTHING : [...this.#moved];
    this.#moved.clear();
    return sendReport(this.#port, { result, moved, toMessage, nameOf: () => this.#nameOf(chunk) });
  }

  #nameOf(chunk: RunChunk): string {
    return this.#functions.get(chunk.spec.fn.id)?.payload.name ?? chunk.spec.fn.id;
  }
}
