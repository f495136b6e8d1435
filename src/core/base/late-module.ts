/**
 * A module of our own that is loaded when it is first needed, because most workers never need it and
 * all must start fast.
 *
 * It is loaded synchronously where Node can: a worker whose task has thrown in a timer must not go on while
 * files are read, and a thread that is killed meanwhile would leave them open. Node cannot before 22.12
 * (20.19), with `--no-experimental-require-module`, and while a task is itself importing this package;
 * then the module is loaded asynchronously.
 */
export class LateModule<M> {
  readonly #requireIt: () => unknown;
  readonly #importIt: () => Promise<M>;
  #module: M | undefined;

  /** Both load the same module; the caller writes its name, so that bundlers find it. */
  constructor(requireIt: () => unknown, importIt: () => Promise<M>) {
    this.#requireIt = requireIt;
    this.#importIt = importIt;
  }

  /** Calls `use` with the module and returns its result; a promise only if the module could not be loaded at once. */
  with<T>(use: (module: M) => T): T | Promise<T> {
    this.#module ??= this.#loadAtOnce();
    return this.#module === undefined ? this.#importIt().then(use) : use(this.#module);
  }

  #loadAtOnce(): M | undefined {
    try {
      return this.#requireIt() as M; // the module that `importIt` is typed by
    } catch {
      return undefined; // any other error is thrown again by the asynchronous load
    }
  }
}
