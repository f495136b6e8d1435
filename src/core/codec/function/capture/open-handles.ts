/**
 * Recognises values that must not be made a second time behind the user's back: connections, servers, running
 * processes, what is about to settle. A library may hide one some levels deep inside a plain object.
 */
import { isObject } from '../../../base/thenable.ts';
import { types } from 'node:util';
import { withArticle } from '../../../base/describe.ts';
import { NOT_SENDABLE } from '../../crossing/forbid-crossing.ts';
import { isNativeText } from '../source/native-code.ts';
import { locateFunction } from '../source/locate-function.ts';
import { type Constructor, findConstructor } from './builtin-prototypes.ts';
import { describeKnown, findKnown } from './known-values.ts';

/** How deep, and how many objects: what libraries keep below that is theirs to make again. */
const DEPTH = 4;
const OBJECTS_LIMIT = 5000;

/** "a net.Socket", or undefined if `value` neither is nor holds an open handle. */
export function findOpenHandle(value: unknown): string | undefined {
  const seen = new Set<object>();
  let level: object[] = isObject(value) ? [value] : [];
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const next: object[] = [];
    for (const object of level) {
      if (seen.has(object) || seen.size >= OBJECTS_LIMIT) continue;
      seen.add(object);
      const handle = nameHandle(object);
      if (handle !== undefined) return handle;
      next.push(...listMembers(object));
    }
    level = next;
  }
  return undefined;
}

function nameHandle(object: object): string | undefined {
  if (types.isProxy(object)) return undefined;
  if (types.isPromise(object)) return 'a Promise';
  const memory = ArrayBuffer.isView(object) ? object.buffer : object;
  if (types.isSharedArrayBuffer(memory)) return 'shared memory';
  if (types.isExternal(object)) return 'a native object';
  if (typeof Reflect.get(object, NOT_SENDABLE) === 'string') return 'bound to this process';
  // The classes of functions themselves are native, that of generator functions, say; what they hold is looked at by itself.
  if (typeof object === 'function') return undefined;
  for (let one: unknown = object; isObject(one); one = Object.getPrototypeOf(one)) {
    if (types.isProxy(one)) return undefined;
    const constructor = findConstructor(one);
    const isHandle = constructor !== undefined && isHandleClass(constructor);
    if (isHandle) return withArticle(nameOf(constructor));
  }
  return undefined;
}

const judged = new WeakMap<Constructor, boolean>();

/** Is this a class of Node's or of an addon whose instances hold something open? */
export function isHandleClass(constructor: Constructor): boolean {
  let isHandle = judged.get(constructor);
  if (isHandle === undefined) {
    isHandle = judge(constructor);
    judged.set(constructor, isHandle);
  }
  return isHandle;
}

function judge(constructor: Constructor): boolean {
  const known = findKnown(constructor);
  if (known !== undefined) {
    const name = nameOf(constructor);
    return known.root === '' ? GLOBAL_HANDLES.test(name) : !isHarmless(known.root, name);
  }
  const text = Function.prototype.toString.call(constructor);
  if (isNativeText(text)) return true; // a class of an addon
  return locateFunction(constructor, text, () => 0)?.script.url.startsWith('node:') === true;
}

/** A time that is made again is another one. */
const GLOBAL_HANDLES =
  /^(Promise|Abort|Message|BroadcastChannel|SharedArrayBuffer|WebAssembly\.Memory|\w*Stream|Request|Response|WebSocket|EventSource|Worker|Performance|Crypto|SubtleCrypto|Storage|Navigator|(Async)?DisposableStack|Temporal\.)/;

/** Node's modules whose objects hold nothing open; the old `Stream` is only an emitter. */
function isHarmless(root: string, name: string): boolean {
  return HARMLESS_ROOTS.has(root) || name === 'Stream' || name === 'stream.Stream';
}

const HARMLESS_ROOTS = new Set(
  'async_hooks assert buffer crypto diagnostics_channel events path perf_hooks punycode querystring string_decoder url util vm'
    .split(' ')
    .map((name) => `node:${name}`),
);

function nameOf(constructor: Constructor): string {
  const known = findKnown(constructor);
  return known === undefined || known.path.length === 0 ? constructor.name : describeKnown(known);
}

/** What its own properties hold, without running anything of the user's; elements of long lists stay unseen. */
function listMembers(object: object): object[] {
  const isBig = ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object);
  const isLong = Array.isArray(object) && object.length > OBJECTS_LIMIT;
  if (isBig || isLong || types.isProxy(object) || findKnown(object) !== undefined) return [];
  return Reflect.ownKeys(object)
    .map((key) => Object.getOwnPropertyDescriptor(object, key)?.value as unknown)
    .filter(isObject)
    .filter((member) => findKnown(member) === undefined && !isStandardStream(member));
}

function isStandardStream(object: object): boolean {
  return object === process.stdout || object === process.stderr;
}
