/**
 * Why one value, taken by itself, cannot cross to another process or thread, and what to do instead.
 * What is inside a value is no concern of this file: `culprit.ts` does the walking.
 */
import { types } from 'node:util';
import { builtinClassOf } from '../../base/builtin-class.ts';
import { isClass, nameOfFunction } from '../../base/class-name.ts';
import { cut } from '../../base/cut.ts';
import { describeValue, withArticle } from '../../base/describe.ts';
import { NOT_SENDABLE } from './forbid-crossing.ts';

/** What a value has to cross: threads share memory and can move handles, processes cannot. */
export type Boundary = 'process' | 'thread';

/** Both parts are put into sentences: "its property 'x' is {reason}", "→ {advice}". */
export interface Refusal {
  readonly reason: string;
  readonly advice: string;
}

/** Why `value` itself cannot cross; `undefined` if it can, or if only trying would tell. */
export function refusalOf(value: unknown, boundary: Boundary): Refusal | undefined {
  if (typeof value === 'symbol') return refuse(value, SYMBOL);
  if (typeof value === 'function') return refuseFunction(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (types.isProxy(value)) return refuse(value, PROXY);
  try {
    return refuseMarked(value) ?? refuseByKind(value, boundary) ?? refuseBuiltin(value, boundary);
  } catch {
    return undefined; // a getter or a Proxy among its prototypes threw: only trying would tell
  }
}

/** A getter stood where a value should be, and threw `error`. */
export function refuseGetter(error: unknown): Refusal {
  return {
    reason: `a getter that threw ${describeValue(error)} when it was read`,
    advice: 'send a plain object with the values that are needed',
  };
}

function refuseFunction(value: object): Refusal {
  if (types.isProxy(value)) return refuse(value, PROXY);
  const name = cut(nameOfFunction(value), 60);
  const noun = isClass(value) ? 'class' : 'function';
  const named = name === '' ? `an anonymous ${noun}` : `the ${noun} '${name}'`;
  return {
    reason: `${named}: code cannot travel inside data`,
    advice: 'send data instead; functions that the task function uses are sent along with it',
  };
}

function refuseMarked(value: object): Refusal | undefined {
  const reason: unknown = Reflect.get(value, NOT_SENDABLE);
  if (typeof reason !== 'string') return undefined;
  return { reason: cut(reason, 200), advice: 'leave it out, or make one where it is needed' };
}

function refuseByKind(value: object, boundary: Boundary): Refusal | undefined {
  if (Array.isArray(value)) return undefined; // most of what is ever asked about
  const kind = KINDS.find((each) => (each.only ?? boundary) === boundary && each.is(value));
  return kind === undefined ? undefined : refuse(value, kind);
}

/** Streams, sockets and the like: by class, for what they hold differs from version to version. */
function refuseBuiltin(value: object, boundary: Boundary): Refusal | undefined {
  const name = builtinClassOf(value);
  if (name === undefined || HARMLESS.has(name)) return undefined;
  if (name === 'fs.promises.FileHandle' && boundary === 'thread') return TRANSFERABLE;
  return { reason: `${withArticle(name)}: ${HANDLE.why}`, advice: HANDLE.advice };
}

function refuse(value: unknown, { noun, why, advice }: Explanation): Refusal {
  return { reason: `${noun ?? describeValue(value)}: ${why}`, advice };
}

interface Explanation {
  /** For what has no class that could be named. */
  readonly noun?: string;
  readonly why: string;
  readonly advice: string;
}

interface Kind extends Explanation {
  readonly is: (value: object) => boolean;
  /** The only boundary that this kind cannot cross. */
  readonly only?: Boundary;
}

const SYMBOL: Explanation = {
  why: 'a symbol is unique to the place where it was made',
  advice: 'send its description, as a string',
};

const PROXY: Explanation = {
  why: 'what it would answer is known to its handler only',
  advice: 'send a plain copy, for example { ...proxy }',
};

const HANDLE: Explanation = {
  why: 'open handles belong to one process',
  advice: "open it inside the function, or in the pool's initializer",
};

const WEAK: Explanation = {
  why: 'weak references mean nothing to another memory',
  advice: 'send the objects themselves, in an array or a Map',
};

const ITERATOR: Explanation = {
  noun: 'an iterator',
  why: 'how far it has been read is known in one place only',
  advice: 'send what it yields as an array, or give it to the pool as the items to map over',
};

const TRANSFERABLE: Refusal = {
  reason: 'an fs.promises.FileHandle: it can be moved to another thread, but not copied',
  advice: "name it in the call's 'transfer' option",
};

/** Node's classes that clone to something, or whose contents give the better message. */
const HARMLESS: ReadonlySet<string> = new Set(['events.EventEmitter']);

function hasTag(...tags: readonly string[]): (value: object) => boolean {
  return (value) => tags.includes(Object.prototype.toString.call(value).slice(8, -1));
}

function isInstanceOf(name: string): (value: object) => boolean {
  return (value) => {
    const cls: unknown = Reflect.get(globalThis, name);
    return typeof cls === 'function' && value instanceof cls;
  };
}

function isDetached(value: object): boolean {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (!types.isArrayBuffer(buffer) || buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer); // checked above; Node 20 has no `detached` property
    return false;
  } catch {
    return true;
  }
}

const KINDS: readonly Kind[] = [
  {
    is: types.isPromise,
    why: 'it settles in the process that made it',
    advice: 'await it first and send the value',
  },
  { is: types.isWeakMap, ...WEAK },
  { is: types.isWeakSet, ...WEAK },
  { is: hasTag('WeakRef', 'FinalizationRegistry'), ...WEAK },
  { is: types.isGeneratorObject, ...ITERATOR, noun: 'a generator' },
  { is: types.isMapIterator, ...ITERATOR },
  { is: types.isSetIterator, ...ITERATOR },
  {
    is: hasTag(
      'Array Iterator',
      'String Iterator',
      'RegExp String Iterator',
      'Iterator Helper',
      'AsyncGenerator',
    ),
    ...ITERATOR,
  },
  {
    is: types.isSharedArrayBuffer,
    only: 'process',
    why: 'processes share no memory',
    advice: 'use a ThreadPool, or send a copy: new Uint8Array(shared).slice()',
  },
  {
    is: isInstanceOf('MessagePort'),
    only: 'process',
    why: HANDLE.why,
    advice: "use a ThreadPool and name it in the call's 'transfer' option",
  },
  {
    is: isInstanceOf('MessagePort'),
    only: 'thread',
    why: 'it can be moved to another thread, but not copied',
    advice: "name it in the call's 'transfer' option",
  },
  {
    is: hasTag('WebAssembly.Module'),
    only: 'process',
    why: 'compiled code stays in the process that compiled it',
    advice: 'send the bytes and compile them in the worker, or use a ThreadPool',
  },
  {
    is: hasTag('WebAssembly.Instance', 'WebAssembly.Memory', 'WebAssembly.Table'),
    why: 'a running module belongs to the thread that made it',
    advice: 'make it inside the function, or in the initializer',
  },
  {
    is: types.isKeyObject,
    only: 'process',
    why: 'key material is kept inside one process',
    advice: 'send key.export(…), or use a ThreadPool',
  },
  {
    is: types.isSymbolObject,
    why: 'a symbol is unique to the place where it was made',
    advice: 'send its description, as a string',
  },
  {
    is: types.isArgumentsObject,
    noun: 'an arguments object',
    why: 'it is bound to the call it belongs to',
    advice: 'send a copy: [...arguments]',
  },
  {
    is: types.isModuleNamespaceObject,
    noun: 'a module',
    why: 'a module is loaded once per process',
    advice: 'import it inside the function',
  },
  {
    is: isDetached,
    why: 'its memory is gone: it has been transferred to somebody else',
    advice: 'send it before it is transferred, or transfer a copy',
  },
];
