/**
 * Puts together again what `encode-error.ts` took apart: the user's own error, as itself.
 *
 * The object is a real error (`util.types.isNativeError`) of the same class where that can be
 * found, yet no constructor of the user's runs: it might want arguments, or open a connection.
 */
import { NotSendableError, ProtocolError } from '../../base/errors.ts';
import type { ErrorPayload } from '../../base/payload.ts';
import { withoutFrames } from '../../base/stack-of.ts';
import { valueOfBytes } from '../../base/value-bytes.ts';
import { type ErrorClass, type FindClass, findErrorClass } from './error-class.ts';
import { findClassAt } from './find-class.ts';
import type {
  CarriedPayload,
  ErrorRecord,
  InheritedRecord,
  PropertyRecord,
  ThrownPayload,
  WireValue,
} from './error-payload.ts';
import { inheritsSame, orName, type Said, saidBy } from './name-and-message.ts';
import { adviseTorn } from './torn-method.ts';
import { composeStack, type StackOrigin } from './error-stack.ts';

/** Where the error comes from, and the function that threw it: around it is where its class is looked for. */
export interface ErrorOrigin extends StackOrigin {
  readonly fn?: object | undefined;
}

/**
 * What was thrown: an error as itself, any other value as it is, a NotSendableError in place of a
 * value that could not cross. Never throws; a payload that is none becomes a ProtocolError.
 */
export function decodeError(payload: ErrorPayload, origin: ErrorOrigin): unknown {
  try {
    return decode(payload as ThrownPayload, origin); // nobody else makes payloads; checked below
  } catch (error) {
    return new ProtocolError(`an error of ${origin.worker} could not be read`, {
      cause: error,
    });
  }
}

function decode(payload: ThrownPayload, origin: ErrorOrigin): unknown {
  switch (payload.kind) {
    case 'thrown':
      return new Decoding(payload, origin).decode(payload.root);
    case 'lost':
      return decodeLost(payload.message, origin);
    default:
      throw new TypeError(`unexpected kind of error payload`);
  }
}

function decodeLost(message: string, origin: ErrorOrigin): NotSendableError {
  const error = withoutFrames(() => new NotSendableError(message));
  Reflect.deleteProperty(error, 'stack'); // as in `make`
  defineHidden(error, 'stack', composeStack({ name: error.name, message, stack: '' }, origin, []));
  return error;
}

type DictValue = Extract<WireValue, { is: 'dict' }>;

/** One payload being put together. Errors are made first and filled later: they may form cycles. */
class Decoding {
  readonly #records: readonly ErrorRecord[];
  readonly #origin: ErrorOrigin;
  /** For the end of the stack of what was thrown. */
  readonly #note: string | undefined;
  readonly #errors: readonly Error[];
  /** A value that several errors share arrives as one object. */
  readonly #copies = new Map<WireValue, unknown>();

  constructor({ errors, note }: CarriedPayload, origin: ErrorOrigin) {
    this.#records = errors;
    this.#origin = origin;
    this.#note = note;
    this.#errors = errors.map((record) => make(record, origin));
  }

  decode(root: WireValue): unknown {
    for (const [index, error] of this.#errors.entries()) {
      const record = this.#records[index];
      const isRoot = root.is === 'error' && root.index === index;
      if (record !== undefined) this.#fill(error, record, isRoot);
    }
    const value = this.#valueOf(root);
    if (root.is === 'dict') this.#nameLost(value as object, root); // a dict is an object
    return value;
  }

  /** An object has no stack that could tell what was left out: so it gets one, out of the way. */
  #nameLost(object: object, root: DictValue): void {
    const lost = [...lostIn(root)];
    if (lost.length === 0 || Object.hasOwn(object, 'stack')) return;
    const head = { name: 'thrown: an object that is no Error', message: '', stack: '' };
    defineHidden(object, 'stack', composeStack(head, this.#origin, leftOut(lost)));
  }

  #fill(error: Error, record: ErrorRecord, isRoot: boolean): void {
    const said = saidBy(record);
    const lost = record.properties
      .map((property) => this.#define(error, property))
      .filter((name) => name !== undefined);
    for (const one of record.inherited) this.#inherit(error, one, said);
    const { worker, submitted } = this.#origin;
    // The causes say where they were thrown; who asked is told once.
    const origin: StackOrigin = isRoot ? { worker, submitted } : { worker };
    const notes = isRoot ? [...this.#notesOn(record, said), ...leftOut(lost)] : leftOut(lost);
    defineHidden(error, 'stack', composeStack({ ...said, stack: record.stack }, origin, notes));
  }

  #notesOn({ classes }: ErrorRecord, { message }: Said): string[] {
    const advice = adviseTorn({ classes, message }, this.#origin.fn);
    return [this.#note, advice].filter((one) => one !== undefined);
  }

  #inherit(error: Error, inherited: InheritedRecord, said: Said): void {
    if (inheritsSame(error, inherited)) return;
    const { key } = inherited;
    const value = key === 'name' ? orName(inherited.value, said) : inherited.value;
    if (value.is !== 'lost') defineHidden(error, key, this.#valueOf(value));
  }

  /** Defines one property; the answer is its name and what it was if it could not cross. */
  #define(error: Error, { key, value, enumerable }: PropertyRecord): string | undefined {
    if (value.is === 'lost') return `${nameOfKey(key)}, ${value.text}`;
    Object.defineProperty(error, typeof key === 'string' ? key : Symbol.for(key.symbol), {
      value: this.#valueOf(value),
      enumerable,
      writable: true,
      configurable: true,
    });
    return undefined;
  }

  #valueOf(wire: WireValue): unknown {
    switch (wire.is) {
      case 'plain':
        return wire.value;
      case 'symbol':
        return Symbol.for(wire.key);
      case 'error':
        return this.#errors[wire.index];
      case 'lost':
        return new NotSendableError(`${wire.text} could not be sent with the error it belongs to`);
      default:
        return this.#objectOf(wire);
    }
  }

  #objectOf(wire: Extract<WireValue, { is: 'list' | 'dict' | 'copy' }>): unknown {
    if (this.#copies.has(wire)) return this.#copies.get(wire);
    const object = this.#build(wire);
    this.#copies.set(wire, object);
    return object;
  }

  #buildDict({ entries }: DictValue): object {
    const sent = entries.filter(([, item]) => item.is !== 'lost');
    return Object.fromEntries(sent.map(([key, item]) => [key, this.#valueOf(item)]));
  }

  #build(wire: Extract<WireValue, { is: 'list' | 'dict' | 'copy' }>): unknown {
    switch (wire.is) {
      case 'list':
        return wire.items.map((item) => this.#valueOf(item));
      case 'dict':
        return this.#buildDict(wire);
      case 'copy':
        return thaw(wire.bytes);
    }
  }
}

/** The names of what could not cross, as in "details.retry, function retry". */
function* lostIn({ entries }: DictValue, path = ''): Generator<string> {
  for (const [key, item] of entries) {
    if (item.is === 'lost') yield `${path}${key}, ${item.text}`;
    if (item.is === 'dict') yield* lostIn(item, `${path}${key}.`);
  }
}

function leftOut(lost: readonly string[]): string[] {
  if (lost.length === 0) return [];
  return [`left out, because they cannot be sent: ${lost.join('; ')}`];
}

/** An error of the right class with nothing in it. */
function make(record: ErrorRecord, origin: ErrorOrigin): Error {
  const findClass: FindClass = (name, home) => findClassAt(name, home, origin.fn);
  const cls = findErrorClass(record.classes, { findClass });
  const isDom = cls === DOMException || cls.prototype instanceof DOMException;
  // `Reflect.construct` runs the first constructor and takes only the prototype of the last. A
  // DOMException keeps name and message in private slots, so it must be made by its own.
  if (isDom) return withoutFrames(() => makeDom(saidBy(record), cls));
  const error = withoutFrames(() => Reflect.construct(Error, [], cls) as Error);
  // To define it anew would format it first, by `Error.prepareStackTrace` if the program has one.
  Reflect.deleteProperty(error, 'stack');
  return error;
}

function makeDom({ name, message }: Said, cls: ErrorClass): Error {
  return Reflect.construct(DOMException, [message, name], cls) as Error;
}

/**
 * Some things are serialised and then cannot be read: a WebAssembly.Module, and before Node 22 an
 * error whose causes form a cycle. They are no reason to lose the error that they hang on.
 */
function thaw(bytes: Uint8Array): unknown {
  try {
    return valueOfBytes(bytes);
  } catch (cause) {
    return new NotSendableError('Node could not read this value after it was sent', { cause });
  }
}

function nameOfKey(key: PropertyRecord['key']): string {
  return typeof key === 'string' ? key : `Symbol(${key.symbol})`;
}

/** As built-in errors have their `stack` and `name`: there, but not in loops. */
function defineHidden(error: object, key: 'name' | 'message' | 'stack', value: unknown): void {
  Object.defineProperty(error, key, {
    value,
    enumerable: false,
    writable: true,
    configurable: true,
  });
}
