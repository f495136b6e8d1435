/**
 * What all faces have in common: they cross as handles, whether a function captures them or they are in a value, and
 * structured clone refuses them.
 *
 *    new Lock() ── HomeLink ──► its core           in the program that made it
 *       ┊ handle
 *    Lock ── RemoteLink ──► socket ──► that core   in a worker
 */
import { inspect } from 'node:util';
import { checkMayServe, HANDLE, installServedWriter } from '../core/base/served.ts';
import { resolveWait, type WaitOptions } from '../core/api/wait-options.ts';
import { REVIVE, SERIALIZE } from '../core/codec/classes/self-serializing.ts';
import { ProtocolError } from '../core/base/errors.ts';
import { describeValue, withArticle } from '../core/base/describe.ts';
import { checkHandle, type Handle } from './handle.ts';
import { HOME } from './home/this-home.ts';
import { HomeLink, type Link, type LinkCall, NO_LIMIT, RemoteLink } from './link.ts';
import { ROOM } from './values/room.ts';
import { packServed } from './values/served-values.ts';

installServedWriter({ pack: (lists) => packServed(lists, ROOM) });

interface Inside {
  readonly link: Link;
  readonly kind: string;
  /** Of an object that was served: what can be called. */
  readonly methods?: readonly string[] | undefined;
}

const insides = new WeakMap<object, Inside>();
/** By where they lead to: the same handle is the same object, as long as somebody has it. */
const known = new Map<string, WeakRef<object>>();
const collected = new FinalizationRegistry((key: string) => {
  if (known.get(key)?.deref() === undefined) known.delete(key);
});

/** Makes a face of `object`, which is about to be constructed. */
export function becomeFace(object: object, inside: Inside): void {
  insides.set(object, inside);
  // Structured clone refuses functions: an object of private things would arrive as `{}` without a word.
  // Configurable: what is served may have a method of that name, which does as well.
  const value = (): string => inside.kind;
  Object.defineProperty(object, 'shared', { value, enumerable: true, configurable: true });
}

/** A class of faces. Its instances are known by their link alone: they have no fields. */
export interface FaceClass {
  readonly prototype: object;
}

const classes = new Map<string, FaceClass>();

/** Called once for each class. How its instances travel is on its prototype. */
export function registerFace(kind: string, face: FaceClass): void {
  classes.set(kind, face);
  const travel = {
    value(this: object): Handle {
      return handleOf(this);
    },
  };
  Object.defineProperties(face.prototype, {
    [HANDLE]: travel,
    // For functions that capture it; as a text, which is known not to change.
    [SERIALIZE]: {
      value(this: object): string {
        return JSON.stringify(handleOf(this));
      },
    },
    [inspect.custom]: { value: () => `${kind} {}` },
  });
  Object.defineProperty(face, REVIVE, {
    value: (text: string) => faceOf(checkHandle(JSON.parse(text))),
  });
}

function handleOf(face: object): Handle {
  const { link, kind, methods } = insideOf(face);
  checkMayServe(withArticle(kind));
  const place = link.locate(face);
  return methods === undefined ? { kind, ...place } : { kind, ...place, methods };
}

function insideOf(object: object): Inside {
  const inside = insides.get(object);
  if (inside === undefined) throw new TypeError(`${describeValue(object)} is no served object`);
  return inside;
}

export function linkOf(object: object): Link {
  return insideOf(object).link;
}

/** The object of a handle: the very one where it lives, a proxy everywhere else. @throws PoolStateError */
export function faceOf(handle: Handle): object {
  const { id, home } = handle;
  if (home.path === HOME.address?.path)
    return HOME.faceOf(id, (core) => makeFace(handle, new HomeLink(core)));
  const key = `${home.path} ${id}`;
  const before = known.get(key)?.deref();
  if (before !== undefined) return before;
  const made = makeFace(handle, new RemoteLink(id, home));
  known.set(key, new WeakRef(made));
  collected.register(made, key);
  return made;
}

/** This face is of no use any more: the same handle is another one from now on. */
export async function disposeFace(face: object): Promise<void> {
  const link = linkOf(face);
  if (link instanceof RemoteLink) {
    const { id, home } = link.locate();
    known.delete(`${home.path} ${id}`);
  }
  await link.dispose();
}

/** Runs no constructor: that of a face makes a new object. */
function makeFace({ kind, methods }: Handle, link: Link): object {
  const face = classes.get(kind);
  if (face === undefined) throw new ProtocolError(`there are no served objects of kind '${kind}'`);
  const made = Object.create(face.prototype) as object;
  becomeFace(made, { link, kind, methods });
  completions.get(kind)?.(made, methods ?? []);
  return made;
}

/** What instances of a class have besides. */
type Complete = (face: object, methods: readonly string[]) => void;

const completions = new Map<string, Complete>();

export function completeFaces(kind: string, complete: Complete): void {
  completions.set(kind, complete);
}

/** How a face waits: a number of ms, or `{ timeout, signal }`. */
export type Wait = number | WaitOptions;

/** Never throws: a bad `wait` rejects. */
export function callWaiting(
  object: object,
  { method, args, onLate }: Pick<LinkCall, 'method' | 'args' | 'onLate'>,
  wait: Wait | undefined,
): Promise<unknown> {
  try {
    const limit = wait === undefined ? NO_LIMIT : resolveWait(wait ?? {});
    return linkOf(object).call({ method, args, limit, onLate, iterate: undefined });
  } catch (error) {
    return Promise.reject(error); // an OptionError, or the reason of a signal that has aborted
  }
}

export function callNow(
  object: object,
  method: string,
  args?: readonly unknown[],
): Promise<unknown> {
  return linkOf(object).call({
    method,
    args,
    limit: undefined,
    onLate: undefined,
    iterate: undefined,
  });
}
