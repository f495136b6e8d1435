/**
 * What every contestant looks like from here: a pool that runs tasks by name.
 *
 *    main ── a fresh process for each run ──► child ── load() ──► open() ──► crew.run('square', 3)
 *
 * Loading a library is not measured, opening a pool is left to the row. A contestant that is not
 * a Node.js program (CPython) says with `command` what to start instead; it prints the same lines.
 */
import type { Transferable } from 'node:worker_threads';
import type { AnyPool } from 'manyhands';
import type { TaskName } from './task-named.ts';

/** What the workers are; targets compare like with like. */
export type Kind = 'processes' | 'threads' | 'plain';

/** What it is: ours, a pool, a library that calls objects in workers, Node itself, CPython, or a plain loop. */
export type Side = 'ours' | 'peer' | 'proxies' | 'raw' | 'cpython' | 'plain';

export interface Contestant {
  readonly name: string;
  readonly kind: Kind;
  readonly side: Side;
  /** The npm package whose version the results name. */
  readonly package?: string;
  /** Imports the library, outside of any clock. */
  load(): Promise<Open>;
  /** Starts it as a program of its own, given the row and its sizes. */
  command?(row: string, sizes: string): readonly string[];
  /** Why it cannot take part on this machine, if so. */
  missing?(): string | undefined;
}

export interface CrewOptions {
  readonly workers: number;
  /** Arguments and results hold bytes: where a library must be told, it is. */
  readonly binary?: boolean;
  /** The work starts only in a worker that has run this, where the library has a way to say so. */
  readonly prepare?: readonly [task: TaskName, argument: unknown];
}

export type Open = (options: CrewOptions) => Crew | Promise<Crew>;

export interface MapOptions {
  readonly chunkSize?: number | 'auto';
}

/** A running pool. Disposing it ends its workers and settles when they are gone. */
export interface Crew extends AsyncDisposable {
  run(task: TaskName, argument: unknown, transfer?: readonly Transferable[]): PromiseLike<unknown>;
  /** Settles when every worker has started. The optional ones are left out where there is none. */
  ready?(): Promise<void>;
  /** A worker calls `object.of` so many times; how many were right. */
  callBack?(object: { of(x: number): number }, times: number): Promise<number>;
  /** A task of a worker says so many things to the program before it is done; how many were heard. */
  reports?(times: number): PromiseLike<number>;
  /** Ours itself, for what no other has. */
  readonly pool?: AnyPool;
  map?(
    task: TaskName,
    items: readonly unknown[],
    options?: MapOptions,
  ): PromiseLike<readonly unknown[]>;
  /** In the order of the items, with the defaults of the library. */
  stream?(task: TaskName, items: Iterable<unknown>): AsyncIterable<unknown>;
  /** The same, as results come. */
  streamUnordered?(task: TaskName, items: Iterable<unknown>): AsyncIterable<unknown>;
  /** `convolve` of one image by many filters, the image sent at most once to a worker. */
  convolveAll?(image: Float64Array, filters: readonly number[][]): PromiseLike<readonly unknown[]>;
}

/** `map` where there is one, else what a user of that library writes. */
export function mapWith(
  crew: Crew,
  task: TaskName,
  items: readonly unknown[],
  options?: MapOptions,
): PromiseLike<readonly unknown[]> {
  return crew.map?.(task, items, options) ?? Promise.all(items.map((item) => crew.run(task, item)));
}

/**
 * Every worker has started and answered before the clock does. Without rehearsals (a cold run) ours have only started, and what is timed
 * is the first call of the program; where there is no way to wait for the start, 50 small tasks stand for it.
 */
export async function warmUp(crew: Crew, rehearsals = 1): Promise<void> {
  if (rehearsals === 0 && crew.ready !== undefined) return await crew.ready();
  await Promise.all(Array.from({ length: 50 }, (_, i) => crew.run('square', i)));
}
