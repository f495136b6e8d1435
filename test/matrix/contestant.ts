/** One column of the matrix: a pool with one worker, in the configuration that its own documentation shows. */

export interface OpenOptions {
  /** `broken`: load a module that throws. */
  readonly module: 'tasks' | 'broken';
  /** The heap limit of the worker, in MB, if the case is about that. */
  readonly heapMb: number | undefined;
}

export interface OpenPool {
  run(task: string, argument: unknown): PromiseLike<unknown>;
  end(): Promise<void>;
}

export interface Contestant {
  readonly name: string;
  readonly package: string;
  readonly kind: 'threads' | 'processes';
  open(options: OpenOptions): Promise<OpenPool>;
}
