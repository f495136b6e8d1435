/** What a `Process`, a `Thread` and the worker of an actor have in common. */
import { describeExit, type WorkerExit } from '../core/base/exit.ts';
import type { Outcome } from '../core/base/outcome.ts';
import type { FunctionPayload } from '../core/base/payload.ts';
import type { CallerStack } from '../core/api/caller-stack.ts';
import { showAs } from '../core/api/inspected.ts';
import { notePoolEnd } from '../core/api/unseen-failures.ts';
import { resolveWait, waitFor, type WaitOptions } from '../core/api/wait-options.ts';
import { forbidCrossing } from '../core/codec/crossing/forbid-crossing.ts';
import type { ApplyJob } from '../core/job/apply-job.ts';
import { type OneWorker, openWorker } from './one-worker.ts';
import type { ResolvedProcessOptions } from './process-options.ts';

/**
 * A worker that was started for one thing: a `Process`, a `Thread`, or that of an actor.
 *
 * @example
 * await using child: Child = new Process(() => 1);
 * await child.join();
 * console.log(child.exitCode); // 0
 */
export interface Child extends AsyncDisposable {
  /** What lists of processes and debuggers call it. */
  readonly name: string;
  readonly kind: 'process' | 'thread';
  /** Of a thread: that of the program. 0 if the system could not start it. */
  readonly pid: number;
  /** Of a thread only. */
  readonly threadId: number | undefined;
  /** Whether it has not ended yet. */
  readonly isAlive: boolean;
  /**
   * 0 if its function has returned, 1 if that has thrown, otherwise with what it ended itself; `null` while it is alive,
   * and if a signal has ended it. (CPython has the number of the signal, negative.)
   */
  readonly exitCode: number | null;
  /** What has ended it; `null` while it is alive, and if it ended by itself. Threads have no signals. */
  readonly signal: NodeJS.Signals | null;
  /** It ends with the program, whatever that ends of: as CPython's daemons, and always. */
  readonly daemon: true;

  /**
   * Waits until it has ended. How it ended is in `exitCode` and `signal`.
   *
   * @throws TimeoutError · `signal.reason` · OptionError for a bad option
   * @example
   * const child = new Process(() => console.log('hello'));
   * await child.join({ timeout: 10_000 });
   */
  join(wait?: number | WaitOptions): Promise<void>;

  /**
   * Ends it, whatever it is doing: SIGTERM, and after `killGrace` ms SIGKILL. Settles when it has ended. (In CPython
   * it only sends the signal.)
   *
   * @example
   * const child = new Process(() => new Promise(() => {}));
   * await child.terminate();
   * console.log(child.isAlive, child.signal); // false SIGTERM
   */
  terminate(): Promise<void>;

  /**
   * Ends it without asking (SIGKILL). Settles when it has ended.
   *
   * @example
   * const child = new Process(() => new Promise(() => {}));
   * await child.kill();
   * console.log(child.signal); // SIGKILL
   */
  kill(): Promise<void>;
}

const active = new Set<Child>();

/**
 * The processes and threads that were started by themselves and have not ended, those of actors among them, and none of a
 * pool's (`pool.workers`). CPython: `active_children`.
 *
 * @example
 * const child = new Process(() => 1);
 * console.log(activeChildren().map(({ name }) => name)); // [ 'Process-1' ]
 * await child.join();
 */
export function activeChildren(): Child[] {
  return [...active];
}

/** What is to be run, and whom to tell. */
export interface Run {
  readonly fn: FunctionPayload;
  readonly args: readonly unknown[];
  readonly submitted: CallerStack;
  /** Whether the worker goes on when the function has returned. */
  readonly stays: boolean;
  readonly onOutcome: (outcome: Outcome<unknown> & { readonly isExpected?: true }) => void;
}

export class ChildWorker implements Child {
  static {
    showAs<ChildWorker>(ChildWorker, (child) => child.#describe());
  }

  readonly name: string;
  readonly kind: Child['kind'];
  readonly daemon: true = true;
  readonly worker: OneWorker;
  #exit: WorkerExit | undefined;
  #hasFailed = false;

  /** @throws PoolStateError where no worker may be started · NotSendableError */
  constructor(options: ResolvedProcessOptions) {
    this.name = options.name;
    this.kind = options.transport.name === 'thread' ? 'thread' : 'process';
    this.worker = openWorker(options);
    forbidCrossing(this, `a ${this.kind}: it belongs to the program that started it`);
    active.add(this);
    void this.worker.ended.then((exit) => this.#end(exit));
  }

  get pid(): number {
    return this.worker.pid;
  }

  get threadId(): number | undefined {
    return this.worker.threadId;
  }

  get isAlive(): boolean {
    return this.#exit === undefined;
  }

  get exitCode(): number | null {
    const code = this.#exit?.exitCode ?? null;
    return code === 0 && this.#hasFailed ? 1 : code;
  }

  get signal(): NodeJS.Signals | null {
    return this.#exit?.signal ?? null;
  }

  async join(wait: number | WaitOptions = {}): Promise<void> {
    const limit = resolveWait(wait);
    const late = (limitMs: number): string => `${this.name} had not ended after ${limitMs} ms`;
    await this.worker.during(waitFor(this.#ended(), limit, late));
  }

  async terminate(): Promise<void> {
    this.worker.terminate();
    await this.worker.during(this.#ended());
  }

  async kill(): Promise<void> {
    this.worker.kill();
    await this.worker.during(this.#ended());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  /** Runs a function, once in the life of the worker; the job is that of its result. */
  run({ fn, args, submitted, stays, onOutcome }: Run): ApplyJob {
    const options = {
      ...{ spec: { fn, call: 'spread', onError: 'stop', timed: false, budgetMs: 0 } as const },
      ...{
        submitted,
        timeoutMs: undefined,
        retries: 0,
        transfer: undefined,
        onProgress: undefined,
      },
    };
    const settle = (outcome: Outcome<unknown>): void => {
      this.#hasFailed = !outcome.ok;
      if (!outcome.ok || !stays) this.worker.stop();
      // Whoever has ended it knows.
      if (!outcome.ok && this.worker.wasTerminated) onOutcome({ ...outcome, isExpected: true });
      else onOutcome(outcome);
    };
    return this.worker.run(options, { args, onOutcome: settle });
  }

  async #ended(): Promise<void> {
    await this.worker.ended;
  }

  #end(exit: WorkerExit): void {
    this.#exit = exit;
    active.delete(this);
    notePoolEnd(this.worker);
  }

  #describe(): string {
    const place = this.threadId === undefined ? `pid ${this.pid}` : `thread ${this.threadId}`;
    const state = this.#exit === undefined ? 'running' : `ended with ${describeExit(this.#exit)}`;
    return `${this.kind === 'thread' ? 'Thread' : 'Process'}(${this.name}, ${place}, ${state})`;
  }
}
