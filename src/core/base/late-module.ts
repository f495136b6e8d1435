/**
 * A module of our own that is loaded when it is first needed, because most workers never need it and
 * all must start fast.
 *
 * At once where that can be done: a worker whose task has thrown in a timer should not live on while
 * files are read, and a thread that is killed meanwhile would leave them open. It cannot before Node
 * 22.12 (20.19), with `--no-experimental-require-module`, nor in the moment in which a task is itself
 * importing this package; then the module comes with a promise.
 */
export class LateModule<M> {
  readonly #requireIt: () => unknown;
  readonly #importIt: () => Promise<M>;
  #module: M | undefined;

  /** Both load the same module, named in the place that needs it. */
  constructor(requireIt: () => unknown, importIt: () => Promise<M>) {
    this.#requireIt = requireIt;
    this.#importIt = importIt;
  }

  /** What `use` makes of it; a promise only if it could not be loaded at once. */
  with<T>(use: (module: M) => T): T | Promise<T> {
    this.#module ??= this.#loadAtOnce();
    return this.#module === undefined ? this.#importIt().then(use) : use(this.#module);
  }

  #loadAtOnce(): M | undefined {
    try {
      return this.#requireIt() as M; // the module that `importIt` is typed by
    } catch {
      return undefined; // if something else is wrong the promise says it
    }
  }
}
