/**
 * What arrays and views have besides their elements. Listing the keys of a million elements takes 200 ms, so
 * long ones are first asked whether they have any others at all.
 */
import { inspect } from 'node:util';
import { prototypeName } from './builtin-prototypes.ts';

type List = readonly unknown[] | ArrayBufferView;

/** The own keys that are no indices, but for the `length` of an array. */
export function listNamedKeys(list: List): (string | symbol)[] {
  if (!hasNamedKeys(list)) return [];
  const isNamed = (key: string | symbol): boolean => !isIndex(key) && !(key === 'length' && Array.isArray(list)); // biome-ignore format: one line
  return Reflect.ownKeys(list).filter(isNamed);
}

export function hasNamedKeys(list: List): boolean {
  // A list of a class of the program's could answer with code of its own, so it is not asked.
  const isAsked = lengthOf(list) > SHORT && prototypeName(list) !== undefined;
  if (!isAsked) return !isUsualLastKey(list, Reflect.ownKeys(list).at(-1));
  return Object.getOwnPropertySymbols(list).length > 0 || !showsNothingElse(list);
}

/**
 * Those that are texts, whatever symbols there are: an array that is shared always has some, and then `hasNamedKeys` says
 * yes of all of them.
 */
export function listTextKeys(view: ArrayBufferView): string[] {
  if (lengthOf(view) > SHORT && FIRST_OF_VIEW.test(inspect(view, NAMED_KEYS_ONLY))) return [];
  return Object.getOwnPropertyNames(view).filter((key) => !isIndex(key));
}

/** An index in the only way that it can be written. */
export function isIndex(key: PropertyKey): boolean {
  return typeof key === 'string' && /^(0|[1-9]\d*)$/.test(key);
}

/** Up to this length, the keys themselves are as fast. */
const SHORT = 64;

/** Indices come first, then names in the order in which they were made, then symbols. */
function isUsualLastKey(list: List, key: string | symbol | undefined): boolean {
  return Array.isArray(list) ? key === 'length' : key === undefined || isIndex(key);
}

/**
 * Node's `inspect` is the one public function that reads the named keys of a list without all the others. It
 * shows them behind its own, of which these are the last.
 */
function showsNothingElse(list: List): boolean {
  return (Array.isArray(list) ? LAST_OF_ARRAY : LAST_OF_VIEW).test(inspect(list, NAMED_KEYS_ONLY));
}

const LAST_OF_ARRAY = /\[length\]: \d+ \]$/;
const LAST_OF_VIEW =
  /\[buffer\]: (Shared)?ArrayBuffer \{[^{}]*\}(, parent: \[Getter\], offset: \[Getter\])? \]$/;

/** Texts come before symbols: behind Node's own there is one at once, or nothing. */
const FIRST_OF_VIEW =
  /\[buffer\]: (Shared)?ArrayBuffer \{[^{}]*\}(, parent: \[Getter\], offset: \[Getter\])?(, \[?Symbol\(.*)? \]$/s;

const NAMED_KEYS_ONLY = {
  showHidden: true,
  maxArrayLength: 0,
  depth: 0,
  customInspect: false,
  breakLength: Number.POSITIVE_INFINITY,
  compact: true,
};

function lengthOf(list: List): number {
  return 'length' in list ? list.length : 0; // a DataView has no elements
}
