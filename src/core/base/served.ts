/**
 * What the core knows of served objects (`manyhands/shared`): that structured clone refuses them, and that each has a
 * handle, plain data that travels in its place. The room installs itself here when it is loaded; a program that does
 * not use it pays nothing.
 *
 * On the global object and under registered symbols: two copies of this package know each other's objects.
 */
import { dataPropertyOf } from './data-property.ts';
import { NotSendableError } from './errors.ts';

/** On the prototype of every served object: the method that gives its handle. */
export const HANDLE: unique symbol = Symbol.for('manyhands.handle');

export interface Served {
  [HANDLE](): unknown;
}

/** A value in which an empty object stands for each served object. */
export interface PackedServed {
  readonly root: unknown;
  readonly served: readonly (readonly [stand: object, handle: unknown])[];
  /** URL of a module that installs the room: whoever reads this loads it. */
  readonly module: string;
}

/** Which value of which list is packed. */
export type Place = readonly [list: number, value: number];

export interface PackedLists {
  readonly lists: readonly (readonly unknown[])[];
  readonly places: readonly Place[];
}

/** For what is written. Installed by every class of served objects. */
export interface ServedWriter {
  /** Packs the values in which served objects are; `undefined` if there are none. @throws NotSendableError */
  pack(lists: readonly (readonly unknown[])[]): PackedLists | undefined;
}

/** For what is read. Installed by the whole room, which knows all classes. */
export interface ServedReader {
  /** The value again, with the very object where it lives, and with proxies everywhere else. */
  unpack(packed: PackedServed): unknown;
}

const WRITER = Symbol.for('manyhands.servedWriter');
const READER = Symbol.for('manyhands.servedReader');
type Keeper = { [WRITER]?: ServedWriter; [READER]?: ServedReader };

export function servedWriter(): ServedWriter | undefined {
  return (globalThis as Keeper)[WRITER];
}

export function servedReader(): ServedReader | undefined {
  return (globalThis as Keeper)[READER];
}

export function installServedWriter(writer: ServedWriter): void {
  (globalThis as Keeper)[WRITER] ??= writer;
}

export function installServedReader(reader: ServedReader): void {
  (globalThis as Keeper)[READER] ??= reader;
}

/** @throws Error if the room is not loaded */
export function unpackServed(packed: PackedServed): unknown {
  const reader = servedReader();
  if (reader === undefined)
    throw new Error(`a served object is in it: import 'manyhands/shared' in this program first`);
  return reader.unpack(packed);
}

export function isServed(object: object): object is Served {
  return typeof dataPropertyOf(object, HANDLE) === 'function';
}

/** `refusal`: why handles are of no use where what is being written goes to. */
export const SERVING: { refusal: string | undefined } = { refusal: undefined };

/** Calls `write`, in which no served object may be written. */
export function refusingServed<A extends readonly unknown[], T>(
  why: string,
  write: (...args: A) => T,
  ...args: A
): T {
  const before = SERVING.refusal;
  SERVING.refusal = why;
  try {
    return write(...args);
  } finally {
    SERVING.refusal = before;
  }
}

/** Called for every handle that is made. @throws NotSendableError */
export function checkMayServe(what: string): void {
  const { refusal } = SERVING;
  if (refusal !== undefined)
    throw new NotSendableError(`cannot send ${what}\n  because ${refusal}`);
}

/** What the room wants to hear of the worker it is in. */
export const WORKER_NEWS: { onIdle: ((after: 'initializer' | 'task') => void) | undefined } = {
  onIdle: undefined,
};
