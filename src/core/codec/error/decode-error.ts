/**
 * Puts together again what `encode-error.ts` took apart: the user's own error, as itself.
 *
 * The object is a real error (`util.types.isNativeError`) of the same class where that can be
 * found, yet no constructor of the user's runs: it might want arguments, or open a connection.
 */
import { NotSendableError, ProtocolError } from '../../base/errors.ts';
import type { ErrorPayload } from '../../base/payload.ts';
import { valueOfBytes } from '../../base/value-bytes.ts';
import { type ClassSources, findErrorClass } from './error-class.ts';
import type { ErrorRecord, PropertyRecord, ThrownPayload, WireValue } from './error-payload.ts';
import { composeStack, moduleOf, type StackOrigin } from './error-stack.ts';

/** Where the error comes from, and where else to look for its class. */
export interface ErrorOrigin extends StackOrigin, ClassSources {}

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
      return new Decoding(payload.errors, origin).decode(payload.root);
    case 'lost':
      return decodeLost(payload.message, origin);
    default:
      throw new TypeError(`unexpected kind of error payload`);
  }
}

function decodeLost(message: string, origin: ErrorOrigin): NotSendableError {
  const error = new NotSendableError(message);
  defineHidden(error, 'stack', composeStack({ name: error.name, message, stack: '' }, origin, []));
  return error;
}

/** One payload being put together. Errors are made first and filled later: they may form cycles. */
class Decoding {
  readonly #records: readonly ErrorRecord[];
  readonly #origin: ErrorOrigin;
  readonly #errors: readonly Error[];
  /** A value that several errors share arrives as one object. */
  readonly #copies = new Map<WireValue, unknown>();

  constructor(records: readonly ErrorRecord[], origin: ErrorOrigin) {
    this.#records = records;
    this.#origin = origin;
    this.#errors = records.map((record) => make(record, origin));
  }

  decode(root: WireValue): unknown {
    for (const [index, error] of this.#errors.entries()) {
      const record = this.#records[index];
      const isRoot = root.is === 'error' && root.index === index;
      if (record !== undefined) this.#fill(error, record, isRoot);
    }
    return this.#valueOf(root);
  }

  #fill(error: Error, record: ErrorRecord, isRoot: boolean): void {
    const leftOut = record.properties
      .map((property) => this.#define(error, property))
      .filter((name) => name !== undefined);
    if (error.name !== record.name) defineHidden(error, 'name', record.name);
    const { worker, submitted } = this.#origin;
    // The causes say where they were thrown; who asked is told once.
    const origin: StackOrigin = isRoot ? { worker, submitted } : { worker };
    defineHidden(error, 'stack', composeStack(record, origin, leftOut));
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

  #build(wire: Extract<WireValue, { is: 'list' | 'dict' | 'copy' }>): unknown {
    switch (wire.is) {
      case 'list':
        return wire.items.map((item) => this.#valueOf(item));
      case 'dict':
        return Object.fromEntries(wire.entries.map(([key, item]) => [key, this.#valueOf(item)]));
      case 'copy':
        return thaw(wire.bytes);
    }
  }
}

/** An error of the right class with nothing in it but its message. */
function make(record: ErrorRecord, origin: ErrorOrigin): Error {
  const cls = findErrorClass(record.classes, moduleOf(record.stack), origin);
  const isDom = cls === DOMException || cls.prototype instanceof DOMException;
  // `Reflect.construct` runs the first constructor and takes only the prototype of the last. A
  // DOMException keeps name and message in private slots, so it must be made by its own.
  if (isDom) return Reflect.construct(DOMException, [record.message, record.name], cls) as Error;
  const args = record.message === '' ? [] : [record.message];
  return Reflect.construct(Error, args, cls) as Error;
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
function defineHidden(error: Error, key: 'name' | 'stack', value: string): void {
  Object.defineProperty(error, key, {
    value,
    enumerable: false,
    writable: true,
    configurable: true,
  });
}
