/**
 * Where a class comes from, in words that mean the same on both sides: two classes with the same home are
 * the same class. A name alone is none: every module may have its `ParseError`.
 *
 *    captured by a function          { id }        the id that the caller has given it
 *    of a module that both load      { url, at }   the module, and the variable that holds the class there
 *                                                  ('ParseError', 'errors.Parse'), or else the place of
 *                                                  its text in the file ('12:8')
 *
 * Asks V8's inspector, so it costs a fraction of a millisecond for each class (and some milliseconds for
 * the first): only when an error of such a class is on its way. Nothing of the user's runs.
 */
import { types } from 'node:util';
import { idOfMadeClass } from '../function/rebuild/made-classes.ts';
import { inspectFunction, type Scope } from '../function/source/inspector.ts';
import { locateScript } from '../function/source/locate-script.ts';
import { isNative } from '../function/source/native-code.ts';
import { unmarkUrl } from '../function/source/remap-stack.ts';
import { findOwnData } from './own-data.ts';

/** Of a class that was captured, and that the caller therefore has. */
export interface CapturedHome {
  readonly id: string;
}

/** Of a class in the text of a module. */
export interface ModuleHome {
  readonly url: string;
  readonly at: string;
}

export type ClassHome = CapturedHome | ModuleHome;

/** As its instances say it that are on their way home. */
export function homeOf(constructor: object): ClassHome | undefined {
  const id = idOfMadeClass(constructor);
  return id === undefined ? homeInModule(constructor) : { id };
}

const homes = new WeakMap<object, ModuleHome | 'unknown'>();

/** `undefined` for what is built in, what `eval` has made, and where nobody may look inside functions. */
export function homeInModule(constructor: object): ModuleHome | undefined {
  let home = homes.get(constructor);
  if (home === undefined) {
    home = findHome(constructor) ?? 'unknown';
    homes.set(constructor, home);
  }
  return home === 'unknown' ? undefined : home;
}

export function isSameHome(one: ModuleHome, other: ModuleHome): boolean {
  return one.url === other.url && one.at === other.at;
}

function findHome(constructor: object): ModuleHome | undefined {
  try {
    if (types.isProxy(constructor) || isNative(constructor)) return undefined;
    const inspected = inspectFunction(constructor);
    if (inspected === undefined) return undefined;
    const url = unmarkUrl(locateScript(inspected.scriptId));
    if (!IN_A_FILE.test(url)) return undefined;
    const holder = findHolder(constructor, inspected.scopes.at(-1));
    return { url, at: holder ?? `${inspected.line}:${inspected.column}` };
  } catch {
    return undefined; // no inspector, or a class that is a riddle
  }
}

/** The variable of the module that holds the class, or holds an object that does. */
function findHolder(constructor: object, module: Scope | undefined): string | undefined {
  const names = Object.keys(module?.variables ?? {});
  const variables = module?.variables ?? {};
  const own = names.find((name) => findOwnData(variables, name) === constructor);
  if (own !== undefined) return own;
  for (const name of names) {
    const member = findMember(findOwnData(variables, name), constructor);
    if (member !== undefined) return `${name}.${member}`;
  }
  return undefined;
}

function findMember(holder: unknown, constructor: object): string | undefined {
  if (typeof holder !== 'object' || holder === null || !isSmall(holder)) return undefined;
  return Object.getOwnPropertyNames(holder).find(
    (name) => findOwnData(holder, name) === constructor,
  );
}

/** Big tables are data, and their elements are never touched. */
export function isSmall(holder: object): boolean {
  if (types.isProxy(holder) || ArrayBuffer.isView(holder)) return false;
  return Array.isArray(holder) ? holder.length <= MAX_MEMBERS : true;
}

const MAX_MEMBERS = 100;

/** What `eval` and `new Function` make has no URL, or one that says nothing. */
const IN_A_FILE = /^(file|data|https?):/;
