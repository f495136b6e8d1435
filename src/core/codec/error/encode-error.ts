/**
 * Takes apart what was thrown, so that it can be put together again on the other side.
 *
 * Anything can be thrown, and this runs when something has gone wrong already: it must never throw
 * itself, whatever getters, Proxies and cycles it meets. All reading of foreign values is therefore
 * done once, in `try`, and what cannot be read or sent is left out by name.
 */
import { isNativeError, isProxy } from 'node:util/types';
import { classesOf, type NamedClass } from '../../base/class-name.ts';
import { workerContext } from '../../base/current-worker.ts';
import { cutMiddle } from '../../base/cut.ts';
import { describeValue } from '../../base/describe.ts';
import { wholeBytesOfValue } from '../../base/lost-object.ts';
import type { ErrorPayload } from '../../base/payload.ts';
import { homeOf } from './class-home.ts';
import type {
  CarriedPayload,
  ClassRecord,
  ErrorRecord,
  InheritedRecord,
  LostPayload,
  PlainValue,
  PropertyRecord,
  ThrownPayload,
  WireValue,
} from './error-payload.ts';
import { isPlainObject, isRecord } from './record.ts';
import { withoutOwnFrames } from './own-frames.ts';
import { type Boundary, explain } from '../crossing/not-sendable.ts';

/**
 * What to send in place of `thrown`; `note` is a last line for its stack. Never throws; the payload can be
 * cloned and serialised.
 */
export function encodeError(thrown: unknown, note?: string): ErrorPayload {
  const payload: ThrownPayload = attempt(() => encode(thrown)) ?? { ...LAST_RESORT };
  if (note === undefined || payload.kind === 'lost') return payload;
  const noted: CarriedPayload = { ...payload, note };
  return noted;
}

function encode(thrown: unknown): ThrownPayload {
  const encoding = new Encoding();
  const root = encoding.valueOf(thrown);
  if (root.is !== 'lost') return encoding.finish(root);
  const parts = encoding.partsOf(thrown);
  return parts === undefined ? encodeLost(thrown, root.text) : encoding.finish(parts);
}

function encodeLost(thrown: unknown, text: string): LostPayload {
  const why = explain(thrown, { cause: whyNotCopied(thrown), boundary: boundaryHere() });
  return {
    kind: 'lost',
    message: `cannot send what the task threw, ${text}, to the caller\n${why}`,
  };
}

/** Errors that leave no worker (a cluster's host sends its own) go to another process. */
function boundaryHere(): Boundary {
  const kind = workerContext()?.kind ?? 'process';
  return kind === 'process' ? 'process' : 'thread'; // a task in the program itself is sent as to a thread
}

/** For what a thread could share, but not as a part of an error: errors are serialised everywhere. */
function whyNotCopied(value: unknown): unknown {
  try {
    wholeBytesOfValue(value);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** One throw being taken apart: the table of errors found so far, and what each value became. */
class Encoding {
  readonly #errors: object[] = [];
  readonly #known = new Map<object, WireValue>();

  /** Records every error that can be reached; the table grows while it is walked. */
  finish(root: WireValue): CarriedPayload {
    const errors: ErrorRecord[] = [];
    for (const error of this.#errors) errors.push(this.#record(error));
    return { kind: 'thrown', root, errors };
  }

  valueOf(value: unknown): WireValue {
    if (typeof value === 'symbol') return encodeSymbol(value);
    if (typeof value === 'function') return lose(value);
    if (typeof value !== 'object' || value === null)
      return { is: 'plain', value: value as PlainValue };
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const encoded = this.#encodeObject(value);
    this.#known.set(value, encoded);
    return encoded;
  }

  #encodeObject(value: object): WireValue {
    if (isError(value)) return this.#addError(value);
    return attempt(() => this.#encodeContainer(value)) ?? copy(value);
  }

  #addError(error: object): WireValue {
    if (this.#errors.length === MAX_ERRORS) {
      return { is: 'lost', text: `one of more than ${MAX_ERRORS} errors` };
    }
    this.#errors.push(error);
    return { is: 'error', index: this.#errors.length - 1 };
  }

  /** `undefined` for all but arrays and plain objects with an error directly inside. */
  #encodeContainer(value: object): WireValue | undefined {
    if (isProxy(value)) return undefined;
    if (Array.isArray(value)) return this.#encodeList(value);
    if (isPlainObject(value)) return this.#encodeDict(value);
    return undefined;
  }

  #encodeList(list: readonly unknown[]): WireValue | undefined {
    if (list.length > MAX_ERRORS) return undefined;
    const items = Array.from(list);
    if (!items.some(isError)) return undefined;
    return { is: 'list', items: items.map((item) => this.#valueInside(item)) };
  }

  #encodeDict(dict: object): WireValue | undefined {
    const entries = Object.entries(dict);
    if (!entries.some(([, value]) => isError(value))) return undefined;
    return {
      is: 'dict',
      entries: entries.map(([key, item]) => [key, this.#valueInside(item)]),
    };
  }

  /**
   * An object that cannot cross because of something in it, by its properties: those that can cross do, the
   * others are named. `undefined` for what is more than its properties, and where none can cross.
   */
  partsOf(value: unknown, depth: number = MAX_DEPTH): WireValue | undefined {
    if (!isRecord(value)) return undefined;
    const entries = Object.keys(value).map((key): readonly [string, WireValue] => [
      key,
      this.#part(value, key, depth),
    ]);
    return entries.some(([, part]) => part.is !== 'lost') ? { is: 'dict', entries } : undefined;
  }

  #part(object: object, key: string, depth: number): WireValue {
    const read = this.#read(object, key);
    if (read.is !== 'lost' || depth === 0) return read;
    return attempt(() => this.partsOf(Reflect.get(object, key), depth - 1)) ?? read;
  }

  /** Containers nest one deep only, so that one that holds itself cannot lead us round for ever. */
  #valueInside(item: unknown): WireValue {
    if (typeof item !== 'object' || item === null || isError(item)) return this.valueOf(item);
    return this.#known.get(item) ?? copy(item);
  }

  #record(error: object): ErrorRecord {
    const keys = attempt(() => Reflect.ownKeys(error)) ?? [];
    return {
      classes: classesOf(error).map(recordClass),
      stack: cutMiddle(withoutOwnFrames(stackTextOf(error)), 2 * MAX_TEXT),
      properties: this.#properties(error, keys),
      inherited: SPOKEN.flatMap((key) => (keys.includes(key) ? [] : this.#inherited(error, key))),
    };
  }

  #properties(error: object, keys: readonly (string | symbol)[]): readonly PropertyRecord[] {
    const properties: PropertyRecord[] = [];
    for (const key of keys.slice(0, MAX_PROPERTIES)) {
      if (key === 'stack') continue;
      const property = this.#property(error, key);
      if (property !== undefined) properties.push(property);
    }
    const more = keys.length - MAX_PROPERTIES;
    if (more > 0) properties.push({ key: `${more} more`, value: TOO_MANY, enumerable: true });
    return properties;
  }

  #property(error: object, key: string | symbol): PropertyRecord | undefined {
    const descriptor = attempt(() => Reflect.getOwnPropertyDescriptor(error, key));
    const enumerable = descriptor?.enumerable ?? true;
    const value =
      descriptor !== undefined && 'value' in descriptor
        ? this.valueOf(descriptor.value)
        : this.#read(error, key);
    // What is hidden from loops and from `console.log` is not missed (Node hangs methods there).
    if (value.is === 'lost' && !enumerable && !isMissed(key)) return undefined;
    const wireKey = typeof key === 'string' ? key : keyOfSymbol(key);
    if (wireKey === undefined) return undefined;
    return { key: wireKey, value: key === 'message' ? cutText(value) : value, enumerable };
  }

  #inherited(error: object, key: InheritedRecord['key']): readonly InheritedRecord[] {
    if (attempt(() => key in error) !== true) return [];
    return [{ key, value: cutText(this.#read(error, key)) }];
  }

  #read(error: object, key: string | symbol): WireValue {
    try {
      return this.valueOf(Reflect.get(error, key));
    } catch {
      return { is: 'lost', text: 'a getter that threw' };
    }
  }
}

function recordClass({ name, constructor }: NamedClass): ClassRecord {
  const home = homeOf(constructor);
  return home === undefined ? { name } : { name, home };
}

/** Errors of other realms, old-style classes without a native error inside, DOMException, Proxies. */
function isError(value: unknown): value is object {
  if (isNativeError(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  return attempt(() => value instanceof Error) ?? false;
}

function copy(value: object): WireValue {
  const bytes = attempt(() => wholeBytesOfValue(value));
  return bytes === undefined ? lose(value) : { is: 'copy', bytes };
}

function lose(value: unknown): WireValue {
  return { is: 'lost', text: describeValue(value) };
}

function encodeSymbol(symbol: symbol): WireValue {
  const key = keyOfSymbol(symbol);
  return key === undefined ? lose(symbol) : { is: 'symbol', key: key.symbol };
}

/** Registered symbols are the same everywhere; all others exist in one place only. */
function keyOfSymbol(symbol: symbol): { readonly symbol: string } | undefined {
  const key = Symbol.keyFor(symbol);
  return key === undefined ? undefined : { symbol: key };
}

function stackTextOf(error: object): string {
  const text = attempt((): unknown => Reflect.get(error, 'stack'));
  return typeof text === 'string' ? text : '';
}

function cutText(value: WireValue): WireValue {
  if (value.is !== 'plain' || typeof value.value !== 'string') return value;
  return { is: 'plain', value: cutMiddle(value.value, MAX_TEXT) };
}

/** Wherever they come from, every error is expected to have them. */
const SPOKEN = ['name', 'message'] as const;

/** Hidden by nature, and still what one looks at first. */
function isMissed(key: string | symbol): boolean {
  return key === 'message' || key === 'name' || key === 'cause' || key === 'errors';
}

/** Foreign code runs in here: whatever it throws counts as "no answer". */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Even describing it failed: the stack is exhausted, or built-ins have been replaced. */
const LAST_RESORT: LostPayload = {
  kind: 'lost',
  message: 'cannot send what the task threw: taking it apart failed',
};

/**
 * The longest message in characters (32 Mi): far above what anybody means to read, and below what would
 * keep two programs busy for long. Twice that for the stack, which repeats it.
 */
const MAX_TEXT = 2 ** 25;
const MAX_ERRORS = 100_000;
/** How deep inside of an object one that cannot cross is left out alone. */
const MAX_DEPTH = 8;
const MAX_PROPERTIES = 1_000;
const TOO_MANY: WireValue = { is: 'lost', text: `properties beyond the first ${MAX_PROPERTIES}` };
