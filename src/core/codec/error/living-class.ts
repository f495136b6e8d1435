/**
 * The last resort for a class of a module that this program has loaded, but that nothing at hand leads to: the function
 * that threw it was only named (`task(url, 'name')`), and ES modules have no list that could be asked. V8 then finds it
 * among everything that is alive; nobody's code runs, and nothing is imported.
 */
import { getHeapStatistics } from 'node:v8';
import { nameOfFunction } from '../../base/class-name.ts';
import { LruCache } from '../../base/lru-cache.ts';
import { findDescendants } from '../function/source/inspector.ts';
import { hasRun } from '../function/source/locate-script.ts';
import { homeInModule, isSameHome, type ModuleHome } from './class-home.ts';
import { findOwnData } from './own-data.ts';

/** Only classes that a variable of their module holds: those that functions make have many twins, alive by chance. */
export function findLivingClass(name: string, home: ModuleHome): object | undefined {
  if (PLACE.test(home.at)) return undefined;
  try {
    return mayLook(home) ? look(name, home) : undefined;
  } catch {
    return undefined; // no inspector here
  }
}

function look(name: string, home: ModuleHome): object | undefined {
  const startedAtMs = performance.now();
  const found = findDescendants(Error.prototype)
    .map(constructorOf)
    .find((one) => nameOfFunction(one) === name && isAt(one as object, home)); // it has a name, so it is a function
  const tookMs = performance.now() - startedAtMs;
  if (found === undefined) nextLooks.set(keyOf(home), performance.now() + PAUSE * tookMs);
  return found as object | undefined;
}

/**
 * V8 says cheaply which scripts have run something. That of a module none of whose functions have been called may be
 * forgotten, so the heap is looked at in any case, but then for a hundredth of the time at most.
 */
function mayLook(home: ModuleHome): boolean {
  if (getHeapStatistics().used_heap_size > MAX_HEAP_BYTES) return false;
  return performance.now() >= (nextLooks.get(keyOf(home)) ?? 0) || hasRun(home.url);
}

const nextLooks = new LruCache<string, number>(1000);
const PAUSE = 100;

/** The look at a larger heap would stop the program for seconds. */
const MAX_HEAP_BYTES = 256 * 2 ** 20;

function keyOf({ url, at }: ModuleHome): string {
  return `${url} ${at}`;
}

/** If it is the prototype of a class: of all errors alive few are. */
function constructorOf(descendant: unknown): unknown {
  return findOwnData(descendant as object, 'constructor'); // it has a prototype, so it is an object
}

function isAt(constructor: object, home: ModuleHome): boolean {
  const own = homeInModule(constructor);
  return own !== undefined && isSameHome(own, home);
}

const PLACE = /^\d+:\d+$/;
