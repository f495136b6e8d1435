/**
 * The functions that the pool has defined in this worker. Each is loaded on first use and not before: while a
 * module is being loaded no pool may be made, so loading must not happen beside a task, which may make one.
 */
import { ProtocolError } from '../base/errors.ts';
import { FileGoneError } from '../base/large.ts';
import type { FunctionPayload } from '../base/payload.ts';
import { decodeFunction } from '../codec/function/decode-function.ts';
import type { SetUpCall } from '../wire/messages.ts';
import { KEPT } from './kept-classes.ts';
import type { TaskFunction } from './task-function.ts';
import type { KeptClasses } from './with-classes.ts';

interface Defined {
  readonly payload: FunctionPayload;
  loading?: Promise<TaskFunction>;
  /** Set once loaded: an `await` for each chunk would cost as much as a small task. */
  loaded?: TaskFunction;
}

export class Functions {
  readonly #defined = new Map<string, Defined>();
  readonly #onImports: (count: number) => void;
  readonly #onGone: (functionId: string) => void;
  /** Functions that were asked for again. */
  readonly #awaited = new Map<string, (payload: FunctionPayload) => void>();
  /** Keeps the classes of arguments and results, if the pool has any. */
  #classes: KeptClasses | undefined;
  #importing = 0;

  /**
   * @param onImports told how many are being loaded, each time that changes
   * @param onGone called for a function that has to be defined again, because a file that it needs cannot be opened
   */
  constructor(onImports: (count: number) => void, onGone: (functionId: string) => void = () => {}) {
    this.#onImports = onImports;
    this.#onGone = onGone;
  }

  /** How many are being loaded just now. */
  get importing(): number {
    return this.#importing;
  }

  /** For chains, whose items and values are not the arguments and results of one function. */
  get classes(): KeptClasses | undefined {
    return this.#classes;
  }

  define(payload: FunctionPayload): void {
    const resolve = this.#awaited.get(payload.id);
    if (resolve !== undefined) {
      this.#awaited.delete(payload.id);
      resolve(payload);
      return;
    }
    this.#defined.set(payload.id, { payload });
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) this.#defined.delete(id);
  }

  /** The function, if it has been loaded. */
  loaded(id: string): TaskFunction | undefined {
    return this.#defined.get(id)?.loaded;
  }

  /** What it is called, for error texts. */
  nameOf(id: string): string {
    return this.#defined.get(id)?.payload.name ?? id;
  }

  isDefined(id: string): boolean {
    return this.#defined.has(id);
  }

  /** Loads the function of that id. */
  async loadDefined(id: string): Promise<TaskFunction> {
    const defined = this.#defined.get(id);
    if (defined === undefined) throw new ProtocolError(`no function ${id}`);
    defined.loading ??= this.load(defined.payload);
    defined.loaded = await defined.loading;
    return defined.loaded;
  }

  async loadClasses(classes: readonly FunctionPayload[]): Promise<void> {
    if (classes.length === 0) return;
    // Not imported at the top: most pools have no classes, and all workers must start fast.
    const { keeperOf } = await import('./with-classes.ts');
    const loading = classes.map(async (one) => await this.load(one));
    this.#classes = keeperOf(await Promise.all(loading));
    KEPT.classes = this.#classes;
  }

  /** Those of a call that is made before the first task. */
  async argumentsOf({ args, packed }: SetUpCall): Promise<readonly unknown[]> {
    if (packed === undefined) return args;
    const give = (await this.#decode(packed)) as () => readonly unknown[]; // made by the channel
    return give();
  }

  /** Loads one that is not among those that are defined. */
  async load(payload: FunctionPayload): Promise<TaskFunction> {
    this.#countImports(1);
    try {
      const fn = (await this.#decode(payload)) as TaskFunction; // any arguments: they are not known here
      return this.#classes?.keep(fn) ?? fn;
    } finally {
      this.#countImports(-1);
    }
  }

  async #decode(payload: FunctionPayload): Promise<unknown> {
    try {
      return await decodeFunction(payload);
    } catch (error) {
      if (!(error instanceof FileGoneError)) throw error;
      const again = new Promise<FunctionPayload>((resolve) => {
        this.#awaited.set(payload.id, resolve);
      });
      this.#onGone(payload.id);
      return await decodeFunction(await again);
    }
  }

  #countImports(change: 1 | -1): void {
    this.#importing += change;
    this.#onImports(this.#importing);
  }
}
