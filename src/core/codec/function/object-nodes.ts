/**
 * Of a function's graph (`function-body.ts`): how it says where a value stands, and its nodes for objects that are
 * no functions. Types only.
 */

/** Where a value stands: the index of a node, or the plain value itself in a box. */
export type Slot = number | readonly [plain: unknown];

export type PropertyRecord = DataProperty | AccessorProperty;

export interface DataProperty {
  readonly key: Slot;
  readonly value: Slot;
  /** Bits: 1 writable, 2 enumerable, 4 configurable. */
  readonly flags: number;
}

export interface AccessorProperty {
  readonly key: Slot;
  readonly get?: Slot;
  readonly set?: Slot;
  readonly flags: number;
}

/** What may still be done with an object: 0 anything, 1 not extended, 2 sealed, 3 frozen. */
export type Integrity = 0 | 1 | 2 | 3;

export interface ObjectNode {
  readonly kind: 'object';
  /** The prototype; absent for ordinary objects. */
  readonly prototype?: Slot;
  /** Instead of `prototype`: the class whose instance this is. */
  readonly instanceOf?: Slot;
  readonly properties: readonly PropertyRecord[];
  readonly integrity: Integrity;
}

/** The `prototype` of a class or constructor. */
export interface PrototypeNode {
  readonly kind: 'prototype';
  readonly of: Slot;
}

export interface ArrayNode {
  readonly kind: 'array';
  readonly length: number;
  /** Set for instances of a class that extends Array. */
  readonly prototype?: Slot;
  readonly properties: readonly PropertyRecord[];
  readonly integrity: Integrity;
}

export interface CollectionNode {
  readonly kind: 'collection';
  readonly type: 'Map' | 'Set' | 'WeakMap' | 'WeakSet';
  /** Keys and values in turn for a map, members for a set. */
  readonly entries: readonly Slot[];
  readonly prototype?: Slot;
  readonly properties: readonly PropertyRecord[];
  readonly integrity: Integrity;
}

export interface ErrorNode {
  readonly kind: 'error';
  /** The built-in class that makes it a real error. */
  readonly type: string;
  readonly prototype?: Slot;
  readonly properties: readonly PropertyRecord[];
  readonly integrity: Integrity;
}

/** Date, RegExp and boxed primitives, of which the serialiser writes the inside alone. */
export interface CopiedNode {
  readonly kind: 'copied';
  readonly value: object;
  readonly prototype?: Slot;
  readonly properties: readonly PropertyRecord[];
  readonly integrity: Integrity;
}

/** The bytes that views look at: those of one view, or the whole buffer of several. */
export interface MemoryNode {
  readonly kind: 'memory';
  /** An ArrayBuffer, or one of what threads share. */
  readonly bytes: Slot;
  /** Where in their buffer the bytes begin, there. */
  readonly start: number;
}

export interface BufferNode {
  readonly kind: 'buffer';
  readonly memory: Slot;
  readonly prototype?: Slot;
  readonly properties: readonly PropertyRecord[];
  readonly integrity: Integrity;
}

export interface ViewNode {
  readonly kind: 'view';
  /** "Float64Array", "DataView", "Buffer" */
  readonly type: string;
  readonly memory: Slot;
  /** In the buffer that it looks at in the caller. */
  readonly byteOffset: number;
  /** In elements, of a DataView in bytes; absent if the view reaches to the end of its buffer, however long that is. */
  readonly length?: number;
  readonly prototype?: Slot;
  readonly properties: readonly PropertyRecord[];
  readonly integrity: Integrity;
}
