/**
 * Keeps the end of a thread and the loading of our own modules apart: Node aborts the whole program if a thread is
 * ended in the middle of a `require` of an ES module. Shared by both sides; whoever comes first has its way.
 *
 *    free ──► loading ──► free       by the thread, for the first time in `worker/thread-start.ts`
 *      └────► ending                 by the program; the thread, if it wants to load now, waits for its end
 */
const FREE = 0;
const LOADING = 1;
const ENDING = 2;

export class LoadLock {
  readonly memory: SharedArrayBuffer;
  readonly #state: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.memory = memory;
    this.#state = new Int32Array(memory);
  }

  /** In the thread: loads, unless the thread is being ended. */
  during<T>(load: () => T): T {
    if (Atomics.compareExchange(this.#state, 0, FREE, LOADING) === ENDING) {
      Atomics.wait(this.#state, 0, ENDING); // the end interrupts this
    }
    try {
      return load();
    } finally {
      Atomics.compareExchange(this.#state, 0, LOADING, FREE);
    }
  }

  /** In the program, before there is a thread: it is loading from its first moment. */
  beginStart(): void {
    Atomics.store(this.#state, 0, LOADING);
  }

  /** In the thread: what it begins with has been loaded. */
  finishStart(): void {
    Atomics.compareExchange(this.#state, 0, LOADING, FREE);
  }

  /** In the program: false while the thread is loading; then it must not be ended yet. */
  mayEnd(): boolean {
    return Atomics.compareExchange(this.#state, 0, FREE, ENDING) !== LOADING;
  }
}
