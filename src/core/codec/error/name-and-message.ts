/**
 * What an error says of itself, its name and its message, which may be properties of its own or come from its class.
 *
 *    new Own('m')                       its own: arrives as its own
 *    new Own()                          from Error.prototype: the error here has it from there as well
 *    class { get message() { … } }      a getter: its value arrives as a property of the error's own, because it may
 *                                       be made of private fields, or of what only the worker knows; it is not
 *                                       called here, so nothing of the user's runs
 */
import { types } from 'node:util';
import type { ErrorRecord, InheritedRecord, WireValue } from './error-payload.ts';

/** What heads the stack of an error, and tells of its class if that is nowhere to be found. */
export interface Said {
  readonly name: string;
  readonly message: string;
}

export function saidBy(record: ErrorRecord): Said {
  const name = textOf(record, 'name') ?? record.classes[0]?.name ?? 'Error';
  return { name, message: textOf(record, 'message') ?? '' };
}

function textOf({ properties, inherited }: ErrorRecord, key: string): string | undefined {
  const one = properties.find((each) => each.key === key);
  const { value } = one ?? inherited.find((each) => each.key === key) ?? {};
  return value?.is === 'plain' && typeof value.value === 'string' ? value.value : undefined;
}

/** Whether `error`, as it has been made here, already has from its class what it had from it there. */
export function inheritsSame(error: Error, { key, value }: InheritedRecord): boolean {
  const here = findInherited(error, key);
  if (here.is === 'getter') return value.is === 'lost'; // it lost nothing: it can be asked here as well
  return value.is === 'plain' && Object.is(here.value, value.value);
}

/** What could not be sent of an inherited name; that of the class says more than none. */
export function orName(value: WireValue, { name }: Said): WireValue {
  return value.is === 'lost' ? { is: 'plain', value: name } : value;
}

type Inherited = { readonly is: 'data'; readonly value: unknown } | { readonly is: 'getter' };

/** Neither a getter of the user's nor a trap runs. */
function findInherited(error: Error, key: string): Inherited {
  let holder: unknown = Object.getPrototypeOf(error);
  while (typeof holder === 'object' && holder !== null) {
    if (types.isProxy(holder)) return { is: 'getter' };
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined && ('value' in descriptor || isBuiltIn(holder))) {
      return { is: 'data', value: Reflect.get(error, key) };
    }
    if (descriptor !== undefined) return { is: 'getter' };
    holder = Object.getPrototypeOf(holder);
  }
  return { is: 'data', value: undefined };
}

/** With `--frozen-intrinsics` Node makes getters of their properties; those of a DOMException always are. */
function isBuiltIn(holder: object): boolean {
  return NATIVE.some(({ prototype }) => prototype === holder) || holder === DOMException.prototype;
}

const NATIVE = [
  ...[Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError],
  AggregateError,
] as const;
