/**
 * Module-level variables that functions assign to. In a worker there is one of each, as in the caller:
 *
 *   let db;                                 all three functions travel by value, one by one,
 *   function connect() { db = open(); }     yet `find` must see what `connect` has left in `db`
 *   function find(id) { return db.get(id); }
 *
 * Which variables these are is learnt from the functions that pass by: who assigns must be captured
 * before, or together with, who reads. (A pool captures its initializer first of all.)
 */
import { isObject } from '../../../base/thenable.ts';
import { LruCache } from '../../../base/lru-cache.ts';

interface SharedVariable {
  version: number;
  last: unknown;
}

const VARIABLES_LIMIT = 10_000;
const variables = new LruCache<string, SharedVariable>(VARIABLES_LIMIT);

export function markShared(key: string): void {
  if (variables.get(key) === undefined) variables.set(key, { version: 0, last: NEVER });
}

export function isShared(key: string): boolean {
  return variables.get(key) !== undefined;
}

/** Grows whenever this process has assigned something else: only then do workers take it over. */
export function readVersion(key: string, value: unknown): number {
  const variable = variables.get(key);
  if (variable === undefined) return 0;
  if (!isSame(variable.last, value)) {
    variable.version += 1;
    variable.last = remember(value);
  }
  return variable.version;
}

const NEVER = Symbol('never read');

/** Held weakly: the variable may be the only one that keeps a big object alive. */
function remember(value: unknown): unknown {
  return isObject(value) ? new WeakRef(value) : value;
}

function isSame(last: unknown, value: unknown): boolean {
  return Object.is(last instanceof WeakRef ? last.deref() : last, value);
}
