/**
 * Recognises instances of Node's own classes, so that a message can say "a net.Socket" where the
 * class alone calls itself "Socket" (as `dgram`'s does, and anybody's own might).
 */
import { classNames } from './class-name.ts';

/**
 * "net.Socket" for a socket or an instance of a subclass of it; `undefined` for everything else.
 * May throw if a Proxy is among the prototypes of `value`.
 */
export function builtinClassOf(value: object): string | undefined {
  for (const name of classNames(value)) {
    const found = findExport(name, value) ?? findInternal(name, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names are only a first guess: the class must be the very one that the module exports. */
function findExport(name: string, value: object): string | undefined {
  for (const module of Object.hasOwn(HOMES, name) ? (HOMES[name] ?? []) : []) {
    const exported: unknown = Reflect.get(process.getBuiltinModule(`node:${module}`) ?? {}, name);
    if (typeof exported === 'function' && isInstance(value, exported)) return `${module}.${name}`;
  }
  return undefined;
}

function isInstance(value: object, cls: object): boolean {
  const prototype: unknown = Reflect.get(cls, 'prototype');
  return prototype !== undefined && Object.prototype.isPrototypeOf.call(prototype, value);
}

/** Classes that no module exports are told by a symbol which only their instances have. */
function findInternal(name: string, value: object): string | undefined {
  const mark = Object.hasOwn(INTERNAL, name) ? INTERNAL[name] : undefined;
  if (mark === undefined) return undefined;
  const symbols = Object.getOwnPropertySymbols(value);
  return symbols.some((symbol) => symbol.description === mark.symbol) ? mark.title : undefined;
}

/** Which modules export a class of that name. The first that fits wins, so subclasses are first. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  Agent: ['http', 'https'],
  ChildProcess: ['child_process'],
  ClientRequest: ['http'],
  DatabaseSync: ['sqlite'],
  Dir: ['fs'],
  Duplex: ['stream'],
  EventEmitter: ['events'],
  FSWatcher: ['fs'],
  Hash: ['crypto'],
  Hmac: ['crypto'],
  IncomingMessage: ['http'],
  Interface: ['readline', 'readline/promises'],
  PassThrough: ['stream'],
  ReadStream: ['fs', 'tty'],
  Readable: ['stream'],
  Server: ['https', 'http', 'tls', 'net'],
  ServerResponse: ['http'],
  Socket: ['net', 'dgram'],
  TLSSocket: ['tls'],
  Transform: ['stream'],
  Worker: ['worker_threads', 'cluster'],
  Writable: ['stream'],
  WriteStream: ['fs', 'tty'],
};

const INTERNAL: Readonly<Record<string, { readonly symbol: string; readonly title: string }>> = {
  FileHandle: { symbol: 'kHandle', title: 'fs.promises.FileHandle' },
  Immediate: { symbol: 'asyncId', title: 'timers.Immediate' },
  Timeout: { symbol: 'asyncId', title: 'timers.Timeout' },
};
