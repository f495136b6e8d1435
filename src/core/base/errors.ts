/**
 * Every error of the pool itself. Errors that your functions throw arrive as themselves and are not listed here.
 *
 * One root, `PoolError`, with a `code` that stays the same from version to version; a class of its
 * own only where a caller would act differently. Messages say what happened, to what, and what to
 * do about it.
 */
import { describeExit, describeWorker, type WorkerExit } from './exit.ts';

/** Of the newest version: a link that is printed somewhere must not end nowhere. */
const PAGE = 'https://github.com/manyhands/manyhands/blob/HEAD/docs/troubleshooting.md';

/**
 * The root of all errors of the pool itself; `code` is stable, the message is for people.
 *
 * @example
 * const error = await pool.apply(() => process.exit(3)).catch((reason: unknown) => reason);
 * console.log(error instanceof PoolError && error.code); // ERR_POOL_WORKER_LOST
 */
export class PoolError extends Error {
  readonly code: string = 'ERR_POOL';
  /**
   * Where the docs tell what it means and what to do. Not in the message, which is compared, counted and quoted in others: as
   * a property it is printed whenever the error is (`console.error(error)`, an uncaught one), below the stack.
   */
  readonly help: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.help = `${PAGE}#${new.target.name.toLowerCase()}`;
    // Not enumerable, as the name of built-in errors: loops over the error's properties must not find it.
    Object.defineProperty(this, 'name', {
      value: new.target.name,
      configurable: true,
      writable: true,
    });
  }
}

/**
 * The pool is not in a state that allows the call: submitted after close, joined before it, …
 *
 * @example
 * pool.close();
 * const error = await pool.apply(Math.sqrt, [4]).catch((reason: unknown) => reason);
 * console.log(error instanceof PoolStateError); // true
 */
export class PoolStateError extends PoolError {
  override readonly code = 'ERR_POOL_STATE';
}

/**
 * Work that was pending when `terminate()` was called.
 *
 * @example
 * const pending = pool.apply(() => new Promise(() => {}));
 * await Promise.allSettled([pool.terminate(), pending]); // `pending` rejects with a PoolTerminatedError
 */
export class PoolTerminatedError extends PoolError {
  override readonly code = 'ERR_POOL_TERMINATED';

  constructor(message = 'the pool was terminated before this work was done') {
    super(message);
  }
}

/**
 * A worker ended while it held this task. The task may have half run, so it is not run again
 * unless `retries` says so.
 *
 * @example
 * const error = await pool.apply(() => process.exit(3)).catch((reason: unknown) => reason);
 * console.log(error instanceof WorkerLostError && error.exitCode); // 3
 */
export class WorkerLostError extends PoolError {
  override readonly code = 'ERR_POOL_WORKER_LOST';
  /** The exit code, or `null` if a signal ended the worker. */
  readonly exitCode: number | null;
  /** The signal that ended the worker, or `null`. */
  readonly signal: NodeJS.Signals | null;
  readonly pid: number;
  readonly workerId: number;

  constructor(exit: WorkerExit, explanation?: string) {
    const why = explanation === undefined ? '' : `: ${explanation}`;
    super(
      `${describeWorker(exit)} ended with ${describeExit(exit)} before the task was done${why}` +
        quoteLastWords(exit.lastWords),
    );
    this.exitCode = exit.exitCode;
    this.signal = exit.signal;
    this.pid = exit.pid;
    this.workerId = exit.workerId;
  }
}

/**
 * Workers keep dying before they are ready; the pool has stopped starting new ones.
 *
 * @example
 * const execArgv = ['--require', './none.cjs'];
 * await using broken = new Pool({ workers: 1, execArgv, onOutput: () => {} });
 * const error = await broken.ready().catch((reason: unknown) => reason);
 * console.log(error instanceof CrashLoopError); // true
 */
export class CrashLoopError extends PoolError {
  override readonly code = 'ERR_POOL_CRASH_LOOP';
}

/**
 * The initializer threw; `cause` is its error.
 *
 * @example
 * const initializer = () => JSON.parse('{');
 * await using broken = new Pool({ workers: 1, initializer });
 * const error = await broken.ready().catch((reason: unknown) => reason);
 * console.log(error instanceof InitializerError && error.cause); // SyntaxError: …
 */
export class InitializerError extends PoolError {
  override readonly code = 'ERR_POOL_INITIALIZER';
}

/**
 * `get`, `next`, `wait` or `join` waited that long. The work itself goes on.
 *
 * @example
 * const result = pool.applyAsync(() => new Promise(() => {}));
 * const error = await result.get(100).catch((reason: unknown) => reason);
 * console.log(error instanceof TimeoutError); // true
 */
export class TimeoutError extends PoolError {
  override readonly code = 'ERR_POOL_TIMEOUT';
}

/**
 * A task ran longer than its `timeout`, or its function took too long to load; its worker was ended.
 *
 * @example
 * const forever = () => { for (;;); };
 * const error = await pool.apply(forever, [], { timeout: 100 }).catch((reason: unknown) => reason);
 * console.log(error instanceof TaskTimeoutError); // true
 */
export class TaskTimeoutError extends PoolError {
  override readonly code = 'ERR_POOL_TASK_TIMEOUT';
}

/**
 * A function, argument or result that cannot cross to or from a worker.
 *
 * @example
 * const error = await pool.map((f) => f, [() => 1]).catch((reason: unknown) => reason);
 * console.log(error instanceof NotSendableError); // true
 */
export class NotSendableError extends PoolError {
  override readonly code = 'ERR_POOL_NOT_SENDABLE';
}

/**
 * A bad option or argument: names it, shows the value and says what is allowed.
 *
 * @example
 * try {
 *   new Pool(0);
 * } catch (error) {
 *   console.log(error instanceof OptionError); // true
 * }
 */
export class OptionError extends PoolError {
  override readonly code = 'ERR_POOL_OPTION';
}

/**
 * There is no room: a queue is full.
 *
 * @example
 * const queue = new Queue<number>({ maxSize: 1 });
 * await queue.put(1);
 * const error = await queue.putNowait(2).catch((reason: unknown) => reason);
 * console.log(error instanceof QueueFullError); // true
 */
export class QueueFullError extends PoolError {
  override readonly code = 'ERR_POOL_QUEUE_FULL';
}

/**
 * `getNowait` found nothing in the queue.
 *
 * @example
 * const error = await new Queue().getNowait().catch((reason: unknown) => reason);
 * console.log(error instanceof QueueEmptyError); // true
 */
export class QueueEmptyError extends PoolError {
  override readonly code = 'ERR_POOL_QUEUE_EMPTY';
}

/**
 * A queue or a pipe is closed, and nothing is left in it.
 *
 * @example
 * const queue = new Queue<number>();
 * await queue.close();
 * const error = await queue.put(1).catch((reason: unknown) => reason);
 * console.log(error instanceof ClosedError); // true
 */
export class ClosedError extends PoolError {
  override readonly code = 'ERR_POOL_CLOSED';
}

/**
 * Who waited at a barrier has given up or died, so it will never be complete; or it was reset.
 *
 * @example
 * const barrier = new Barrier(2);
 * const waiting = barrier.wait().catch((reason: unknown) => reason);
 * await barrier.reset();
 * console.log((await waiting) instanceof BrokenBarrierError); // true
 */
export class BrokenBarrierError extends PoolError {
  override readonly code = 'ERR_POOL_BROKEN_BARRIER';
}

/**
 * Bytes that are no message of ours, or of another version. A bug, or somebody else's bytes.
 *
 * @example
 * const isOurs = (error: unknown) => error instanceof ProtocolError || error instanceof InvariantError; // report it
 */
export class ProtocolError extends PoolError {
  override readonly code = 'ERR_POOL_PROTOCOL';

  constructor(message: string, options?: ErrorOptions) {
    super(`${message} ${REPORT}`, options);
  }
}

/**
 * Something that cannot happen has happened: a bug in manyhands.
 *
 * @example
 * const isOurs = (error: unknown) => error instanceof InvariantError || error instanceof ProtocolError; // report it
 */
export class InvariantError extends PoolError {
  override readonly code = 'ERR_POOL_INVARIANT';

  constructor(message: string) {
    super(`${message} ${REPORT}`);
  }
}

const REPORT = '(this is a bug in manyhands: please report it with this stack)';

function quoteLastWords(lastWords: string): string {
  const text = lastWords.trim();
  if (text === '') return '';
  const lines = text.split('\n').map((line) => `  | ${line}`);
  return `\n  its last words on stderr were:\n${lines.join('\n')}`;
}
