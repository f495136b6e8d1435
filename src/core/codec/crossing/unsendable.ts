/**
 * Why one value, taken by itself, cannot cross to another process or thread, and what to do instead.
 * What is inside a value is no concern of this file: `find-unsendable.ts` does the walking.
 */
import { types } from 'node:util';
import { builtinClassOf } from '../../base/builtin-class.ts';
import { isClass, nameOfFunction } from '../../base/class-name.ts';
import { cut } from '../../base/cut.ts';
import { describeValue, withArticle } from '../../base/describe.ts';
import { NOT_SENDABLE } from './forbid-crossing.ts';
import { explainPlatformObject } from './platform-kinds.ts';
import {
  type Boundary,
  HANDLE,
  type InData,
  PROXY,
  SYMBOL,
  UNSENDABLE_KINDS,
} from './unsendable-kinds.ts';

/** Both parts are put into sentences: "its property 'x' is {reason}", "→ {advice}". */
export interface Unsendable {
  readonly reason: string;
  readonly advice: string;
}

/** Why `value` itself cannot cross; `undefined` if it can, or if only trying would tell. */
export function whyUnsendable(value: unknown, boundary: Boundary): Unsendable | undefined {
  if (typeof value === 'symbol') return explain(value, SYMBOL);
  if (typeof value === 'function') return explainFunction(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (types.isProxy(value)) return explain(value, PROXY.inData);
  try {
    return (
      explainMarked(value) ??
      explainKind(value, boundary) ??
      explainBuiltin(value, boundary) ??
      explainPlatform(value, boundary)
    );
  } catch {
    return undefined; // a getter or a Proxy among its prototypes threw: only trying would tell
  }
}

/** A getter stood where a value should be, and threw `error`. */
export function explainGetter(error: unknown): Unsendable {
  return {
    reason: `a getter that threw ${describeValue(error)} when it was read`,
    advice: 'send a plain object with the values that are needed',
  };
}

function explainFunction(value: object): Unsendable {
  if (types.isProxy(value)) return explain(value, PROXY.inData);
  const name = cut(nameOfFunction(value), 60);
  const noun = isClass(value) ? 'class' : 'function';
  const named = name === '' ? `an anonymous ${noun}` : `the ${noun} '${name}'`;
  return {
    reason: `${named}: code cannot travel inside data`,
    advice: 'send data instead; functions that the task function uses are sent along with it',
  };
}

function explainMarked(value: object): Unsendable | undefined {
  const reason: unknown = Reflect.get(value, NOT_SENDABLE);
  if (typeof reason !== 'string') return undefined;
  return { reason: cut(reason, 200), advice: 'leave it out, or make one where it is needed' };
}

function explainKind(value: object, boundary: Boundary): Unsendable | undefined {
  if (Array.isArray(value)) return undefined; // most of what is ever asked about
  for (const { is, only = boundary, inData } of UNSENDABLE_KINDS) {
    if (inData !== undefined && only === boundary && is(value)) return explain(value, inData);
  }
  return undefined;
}

/** Streams, sockets and the like: by class, for what they hold differs from version to version. */
function explainBuiltin(value: object, boundary: Boundary): Unsendable | undefined {
  const name = builtinClassOf(value);
  if (name === undefined || HARMLESS.has(name)) return undefined;
  if (name === 'fs.promises.FileHandle' && boundary === 'thread') return TRANSFERABLE;
  return explain(value, { ...HANDLE, noun: withArticle(name) });
}

function explainPlatform(value: object, boundary: Boundary): Unsendable | undefined {
  const inData = explainPlatformObject(value, boundary);
  return inData && explain(value, inData);
}

function explain(value: unknown, { noun, why, advice }: InData): Unsendable {
  return { reason: `${noun ?? describeValue(value)}: ${why}`, advice };
}

const TRANSFERABLE: Unsendable = {
  reason: 'an fs.promises.FileHandle: it can be moved to another thread, but not copied',
  advice: "name it in the call's 'transfer' option",
};

/** Node's classes that clone to something, or whose contents give the better message. */
const HARMLESS: ReadonlySet<string> = new Set(['events.EventEmitter']);
