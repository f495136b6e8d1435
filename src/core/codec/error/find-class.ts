/**
 * RUNS IN THE CALLER. Finds the class of an error that a worker has thrown: the caller's own class, by its
 * home. Looks only at what this program holds already, nothing is imported to find it:
 *
 *    1. the classes that were captured, by their ids
 *    2. those that pools were given (`classes`), and globals
 *    3. what the function that threw can see: the variables around it and of its module, and so on through
 *       the modules of the functions found there
 *    4. the exports of the module itself, if it is a CommonJS module that is loaded
 *    5. whatever is alive
 *
 * A name only says which classes are worth a look; the home decides.
 */
import { types } from 'node:util';
import { nameOfFunction } from '../../base/class-name.ts';
import { LruCache } from '../../base/lru-cache.ts';
import { findIdentifiedClass } from '../function/capture/class-id.ts';
import { findKnown } from '../function/capture/known-values.ts';
import { inspectFunction } from '../function/source/inspector.ts';
import {
  type ClassHome,
  homeInModule,
  isSameHome,
  isSmall,
  type ModuleHome,
} from './class-home.ts';
import { exportsOfLoaded } from './loaded-module.ts';
import { findLivingClass } from './living-class.ts';
import { findOwnData, findOwnMember } from './own-data.ts';

/** The class called `name` that is at home there; `fn` is the function that threw, if it is known. */
export function findClassAt(name: string, home: ClassHome, fn: object | undefined): unknown {
  if ('id' in home) return findIdentifiedClass(home.id);
  const key = `${home.url} ${home.at} ${name}`;
  const known = found.get(key)?.deref();
  if (known !== undefined) return known;
  const missing = missingFrom(fn);
  const missed = missing.get(key) ?? { times: 0, until: 0 };
  if (performance.now() < missed.until) return undefined;
  const constructor = search(name, home, fn);
  if (constructor === undefined) missing.set(key, nextMiss(missed));
  else found.set(key, new WeakRef(constructor));
  return constructor;
}

/** A pool was given this class: errors of it arrive as such. */
export function rememberClass(constructor: object): void {
  const place = nameOfFunction(constructor);
  const others = (listed.get(place) ?? []).filter((one) => one.deref() !== undefined);
  if (!others.some((one) => one.deref() === constructor)) others.push(new WeakRef(constructor));
  listed.set(place, others);
}

const KEPT = 1000;
const found = new LruCache<string, WeakRef<object>>(KEPT);
const listed = new LruCache<string, WeakRef<object>[]>(KEPT);

interface Missed {
  readonly times: number;
  /** It is not looked for before; by `performance.now()`. */
  readonly until: number;
}

/** What one function cannot see another can. */
const missingFromFunctions = new WeakMap<object, LruCache<string, Missed>>();
const NO_FUNCTION = {};
const KEPT_PER_FUNCTION = 20;

function missingFrom(fn: object = NO_FUNCTION): LruCache<string, Missed> {
  let missing = missingFromFunctions.get(fn);
  if (missing === undefined) {
    missing = new LruCache(KEPT_PER_FUNCTION);
    missingFromFunctions.set(fn, missing);
  }
  return missing;
}

/**
 * A search may take some milliseconds, too many for each of a thousand errors. But its module may be loaded any
 * moment, and then the class is to be found: so it is only after some failures that one is believed for a while.
 */
function nextMiss({ times }: Missed): Missed {
  return { times: times + 1, until: times < LOOKS ? 0 : performance.now() + MISSING_MS };
}

const LOOKS = 10;
const MISSING_MS = 5000;

function search(name: string, home: ModuleHome, fn: object | undefined): object | undefined {
  for (const one of listed.get(name) ?? []) {
    const constructor = one.deref();
    if (constructor !== undefined && isAt(constructor, home)) return constructor;
  }
  const global = findOwnData(globalThis, name);
  if (typeof global === 'function' && isAt(global, home)) return global;
  const searching = new Search(name, home);
  const seen = fn === undefined ? undefined : searching.from(fn);
  return seen ?? searching.in(exportsOfLoaded(home.url)) ?? findLivingClass(name, home);
}

function isAt(constructor: object, home: ModuleHome): boolean {
  const own = homeInModule(constructor);
  return own !== undefined && isSameHome(own, home);
}

/** One walk through what a function can see. */
class Search {
  readonly #name: string;
  readonly #home: ModuleHome;
  readonly #seen = new Set<unknown>();
  readonly #waiting: object[] = [];
  /** Modules are looked into once. */
  readonly #scripts = new Set<string>();

  constructor(name: string, home: ModuleHome) {
    this.#name = name;
    this.#home = home;
  }

  from(fn: object): object | undefined {
    this.#waiting.push(fn);
    for (let next = 0; next < this.#waiting.length && next < MAX_FUNCTIONS; next += 1) {
      const constructor = this.#around(this.#waiting[next] as object); // `next` is in range
      if (constructor !== undefined) return constructor;
    }
    return undefined;
  }

  /** Among what `holder` holds, and what the objects in it hold. */
  in(holder: object | undefined): object | undefined {
    return holder === undefined ? undefined : this.#look(holder, DEPTH);
  }

  #around(fn: object): object | undefined {
    const inspected = look(fn);
    const isFirst = this.#scripts.size === 0;
    if (inspected === undefined || this.#scripts.has(inspected.scriptId)) return undefined;
    this.#scripts.add(inspected.scriptId);
    // Of the function that threw everything counts, of the others their modules, which V8 may show as two scopes.
    const scopes = isFirst ? inspected.scopes : inspected.scopes.slice(-2);
    for (const { variables } of scopes) {
      const constructor = this.in(variables);
      if (constructor !== undefined) return constructor;
    }
    return undefined;
  }

  #look(holder: object, depth: number): object | undefined {
    if (!isSmall(holder)) return undefined;
    const values = Object.getOwnPropertyNames(holder)
      .slice(0, MAX_VARIABLES)
      .map((name) => findOwnMember(holder, name))
      .filter((value) => this.#isNew(value)) as object[]; // nothing else is new
    for (const value of values) if (this.#isIt(value)) return value;
    for (const value of values) {
      if (typeof value === 'function') this.#waiting.push(value);
      const inside = depth === 1 ? undefined : this.#look(value, depth - 1);
      if (inside !== undefined) return inside;
    }
    return undefined;
  }

  #isNew(value: unknown): boolean {
    const canHold = typeof value === 'function' || (typeof value === 'object' && value !== null);
    if (!canHold || types.isProxy(value) || this.#seen.has(value)) return false;
    this.#seen.add(value);
    return findKnown(value) === undefined; // the insides of Node lead to no module of the user's
  }

  #isIt(value: object): boolean {
    return nameOfFunction(value) === this.#name && isAt(value, this.#home);
  }
}

function look(fn: object): ReturnType<typeof inspectFunction> {
  try {
    return inspectFunction(fn);
  } catch {
    return undefined; // no inspector here
  }
}

/** Variables hold objects of classes: `errors.ParseError`, also in a namespace that was re-exported. */
const DEPTH = 3;

/** Bounds for programs of any size: a function takes some 0.2 ms. */
const MAX_FUNCTIONS = 200;
const MAX_VARIABLES = 500;
