/**
 * The catalogue of values that cannot leave the place where they were made: how each kind is
 * recognised, why it cannot be sent, and what to do instead.
 *
 * A value can be met in two places, and what helps differs: inside data (an argument, a result), where
 * structured clone refuses it; or in a variable of a function that travels by value, where it is looked
 * at with more means than structured clone has.
 *
 *    pool.map(f, [promise])         → await it first and send the value
 *    pool.map(() => promise, …)     → await it first, and let the function use the result
 */
import { dataPropertyOf } from '../../base/data-property.ts';
import { types } from 'node:util';
import { isDetached } from '../../base/views.ts';

/** What a value has to cross: threads share memory and can move handles, processes cannot. */
export type Boundary = 'process' | 'thread';

/** Both parts are put into sentences: "a Promise: {why}", "→ {advice}". */
export interface Words {
  readonly why: string;
  readonly advice: string;
}

/** How a value is refused inside data. */
export interface InData extends Words {
  /** For what has no class that could be named. */
  readonly noun?: string;
}

/** How a value is refused in a variable of a function; `culprit` is its kind with an article. */
export interface InVariable extends Words {
  readonly culprit: string;
}

export interface UnsendableKind {
  readonly is: (value: object) => boolean;
  /** The only boundary that it cannot cross; all if absent. */
  readonly only?: Boundary;
  /** Absent if structured clone has its own say about it. */
  readonly inData?: InData;
  /** Absent if functions can take it along, or if it is refused as an instance of its class. */
  readonly inVariable?: InVariable;
}

/** A kind that is refused in both places. */
interface WhereverFound extends UnsendableKind {
  readonly inData: InData;
  readonly inVariable: InVariable;
}

/** Sockets, streams, child processes and whatever else the system has opened. */
export const HANDLE: Words = {
  why: 'open handles belong to one process',
  advice: "open it inside the function, or in the pool's initializer",
};

export const SYMBOL: Words = {
  why: 'a symbol is unique to the place where it was made',
  advice: 'send its description, as a string',
};

export const PROXY: WhereverFound = {
  is: types.isProxy,
  inData: {
    why: 'what it would answer is known to its handler only',
    advice: 'send a plain copy, for example { ...proxy }',
  },
  inVariable: {
    culprit: 'a Proxy',
    why: 'what it does is hidden in its handler',
    advice: 'send what it stands for, and make the proxy inside the function',
  },
};

const WEAK: InData = {
  why: 'weak references mean nothing to another memory',
  advice: 'send the objects themselves, in an array or a Map',
};

const WEAK_COLLECTION: InVariable = {
  culprit: 'a WeakMap or WeakSet',
  why: 'its entries cannot be listed',
  advice: 'make it inside the function, or use a Map or a Set',
};

const ITERATOR: InData = {
  noun: 'an iterator',
  why: 'how far it has been read is known in one place only',
  advice: 'send what it yields as an array, or give it to the pool as the items to map over',
};

const UNSHARED_MEMORY: Words = {
  why: 'memory cannot be shared between processes',
  advice: 'use a ThreadPool, or send a copy as an argument',
};

export const SHARED_MEMORY: WhereverFound = {
  is: types.isSharedArrayBuffer,
  only: 'process',
  inData: {
    why: 'processes share no memory',
    advice: 'use a ThreadPool, or send a copy: new Uint8Array(shared).slice()',
  },
  inVariable: { culprit: 'a SharedArrayBuffer', ...UNSHARED_MEMORY },
};

export const COMPILED_MODULE: WhereverFound = {
  is: hasTag('WebAssembly.Module'),
  only: 'process',
  inData: {
    why: 'compiled code stays in the process that compiled it',
    advice: 'send the bytes and compile them in the worker, or use a ThreadPool',
  },
  inVariable: { culprit: 'a WebAssembly.Module', ...UNSHARED_MEMORY },
};

/** In this order: the first that fits is the one to name. */
export const UNSENDABLE_KINDS: readonly UnsendableKind[] = [
  {
    is: types.isPromise,
    inData: {
      why: 'it settles in the process that made it',
      advice: 'await it first and send the value',
    },
    inVariable: {
      culprit: 'a Promise',
      why: 'it settles in this process only',
      advice: 'await it first, and let the function use the result',
    },
  },
  { is: types.isWeakMap, inData: WEAK, inVariable: WEAK_COLLECTION },
  { is: types.isWeakSet, inData: WEAK, inVariable: WEAK_COLLECTION },
  {
    is: hasTag('WeakRef', 'FinalizationRegistry'),
    inData: WEAK,
    inVariable: {
      culprit: 'a WeakRef or FinalizationRegistry',
      why: 'it watches over the memory of one process',
      advice: 'make it inside the function',
    },
  },
  {
    is: types.isGeneratorObject,
    inData: { ...ITERATOR, noun: 'a generator' },
    inVariable: {
      culprit: 'a running generator',
      why: 'the place where it stopped cannot be copied',
      advice: 'send the generator function, or the values it yields',
    },
  },
  { is: types.isMapIterator, inData: ITERATOR },
  { is: types.isSetIterator, inData: ITERATOR },
  {
    is: hasTag(
      'Array Iterator',
      'String Iterator',
      'RegExp String Iterator',
      'Iterator Helper',
      'AsyncGenerator',
    ),
    inData: ITERATOR,
  },
  SHARED_MEMORY,
  {
    is: isInstanceOf('MessagePort'),
    only: 'process',
    inData: {
      why: HANDLE.why,
      advice: "use a ThreadPool and name it in the call's 'transfer' option",
    },
  },
  {
    is: isInstanceOf('MessagePort'),
    only: 'thread',
    inData: {
      why: 'it can be moved to another thread, but not copied',
      advice: "name it in the call's 'transfer' option",
    },
  },
  COMPILED_MODULE,
  {
    is: hasTag('WebAssembly.Instance', 'WebAssembly.Memory', 'WebAssembly.Table'),
    inData: {
      why: 'a running module belongs to the thread that made it',
      advice: 'make it inside the function, or in the initializer',
    },
  },
  {
    is: types.isKeyObject,
    only: 'process',
    inData: {
      why: 'key material is kept inside one process',
      advice: 'send key.export(…), or use a ThreadPool',
    },
  },
  { is: types.isSymbolObject, inData: SYMBOL },
  {
    is: types.isArgumentsObject,
    inData: {
      noun: 'an arguments object',
      why: 'it is bound to the call it belongs to',
      advice: 'send a copy: [...arguments]',
    },
    inVariable: {
      culprit: 'an arguments object',
      why: 'it is bound to the call it belongs to',
      advice: 'put a copy into the variable: [...arguments]',
    },
  },
  {
    is: types.isModuleNamespaceObject,
    inData: {
      noun: 'a module',
      why: 'a module is loaded once per process',
      advice: 'import it inside the function',
    },
  },
  {
    is: isDetached,
    inData: {
      why: 'its memory is gone: it has been transferred to somebody else',
      advice: 'send it before it is transferred, or transfer a copy',
    },
    inVariable: {
      culprit: 'a detached ArrayBuffer, or a view of one',
      why: 'its memory is gone: it has been transferred to somebody else',
      advice: 'transfer a copy and keep this one: buffer.slice(0)',
    },
  },
  {
    is: types.isExternal,
    inVariable: {
      culprit: 'a native object',
      why: 'it points into the memory of this process',
      advice: 'make it inside the function',
    },
  },
];

function hasTag(...tags: readonly string[]): (value: object) => boolean {
  return (value) => {
    const tag = dataPropertyOf(value, Symbol.toStringTag);
    return typeof tag === 'string' && tags.includes(tag);
  };
}

function isInstanceOf(name: string): (value: object) => boolean {
  return (value) => {
    const cls: unknown = Reflect.get(globalThis, name);
    return typeof cls === 'function' && value instanceof cls;
  };
}
