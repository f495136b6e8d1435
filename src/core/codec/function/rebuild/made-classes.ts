/**
 * RUNS IN THE WORKER. The classes that were made by value, by their ids. A class that
 * comes again, with another function, is the same class: its instances stay its instances. Its
 * variables and statics take the values of the newer snapshot.
 */
import type { Compiled } from './hold-constants.ts';
import { LruCache } from '../../../base/lru-cache.ts';

export type MadeFunction = ((...args: never[]) => unknown) & { readonly prototype: object };

export interface MadeClass {
  readonly fn: MadeFunction;
  readonly compiled: Compiled;
}

/** Programs that make classes without end exist; those they still use are asked for again. */
const CLASSES_LIMIT = 1000;
const classes = new LruCache<string, MadeClass>(CLASSES_LIMIT);
/** The other way round, for errors: their caller knows the class by its id. */
const ids = new WeakMap<object, string>();

export function findMadeClass(id: string | undefined): MadeClass | undefined {
  return id === undefined ? undefined : classes.get(id);
}

export function keepMadeClass(id: string | undefined, made: MadeClass): void {
  if (id === undefined) return;
  classes.set(id, made);
  ids.set(made.fn, id);
}

/** The id under which the caller sent this class; `undefined` if it was not made here by value. */
export function idOfMadeClass(constructor: object): string | undefined {
  return ids.get(constructor);
}
