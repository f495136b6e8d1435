/**
 * What the files of this folder share that describe one value each. Types, and nothing that runs
 * but the two ways to make a `Description`.
 *
 *   Capture ── describeFunction(table, fn, trail) ──► describer
 *      ▲                                                 │ table.slotFor(variable), …
 *      └──────────── { node, isStable } ◄────────────────┘
 *
 * Invariant: a describer asks the table for slots and returns what it found. It never changes what
 * another one has found, nor what the capture keeps.
 */
import type { Node } from '../function-body.ts';
import type { Slot } from '../object-nodes.ts';
import type { FunctionText } from '../source/function-text.ts';
import type { Scope } from '../source/inspector.ts';
import type { Script } from '../source/script.ts';
import type { Memory } from './read-view.ts';
import type { Trail } from './refusal.ts';

export interface CaptureOptions {
  /** Shared memory and compiled WebAssembly may cross (between threads they do). */
  readonly allowShared: boolean;
  /** Find out whether a further capture could differ: reads whole modules, so not at first. */
  readonly judgeStability: boolean;
  /** Constants of modules that cannot be copied are made again in the worker. */
  readonly remakeConstants: boolean;
}

/** The table of nodes while it grows. Describers get it for the values inside the one they describe. */
export interface Table {
  readonly options: CaptureOptions;
  /** Those of the functions that are taken along by value, so far. */
  readonly scripts: Set<Script>;
  /** The place of `value`, which is described later if this is the first that is heard of it. */
  slotFor(value: unknown, trail: Trail | undefined): Slot;
  /** A slot for a node that stands for no value of this process. */
  slotForNode(node: Node): Slot;
  /** The place of a part of a buffer; of all of it if several parts are asked for. */
  slotForMemory(memory: Memory, trail: Trail | undefined): Slot;
  /** Adds what only threads can share; the answer is its index among the others. */
  share(value: object): number;
}

/** What became of one value. */
export interface Description {
  readonly node: Node;
  /** False if another capture of the same value may find something else. */
  readonly isStable: boolean;
  /** Of a function: variables that are shared with other functions if any of them assigns to it. */
  readonly moduleVariables?: readonly ModuleVariable[];
  /** Of a function: variables it assigns to that hold something at home. */
  readonly assignments?: readonly Assignment[];
}

/** What `warnOfAssignment` is told, once it is certain that the function is sent. */
export interface Assignment {
  readonly functionName: string;
  readonly variable: string;
}

/** A variable at the top of a module, which all functions of the module see. */
export interface ModuleVariable {
  /** 'number of its script|URL|name', and 'sloppy ' before it if the script is no module. */
  readonly script: string;
  /** The same with '@' and its `findHome` behind the number; undefined if the variable belongs to a call. */
  readonly key: () => string | undefined;
  readonly name: string;
  readonly value: unknown;
  /** By the function in hand. */
  readonly isAssigned: boolean;
}

/** The node of something that never changes: a name, a reference, a prototype. */
export function stable(node: Node): Description {
  return { node, isStable: true };
}

/** The node of something that may hold other values next time. */
export function changeable(node: Node): Description {
  return { node, isStable: false };
}

export type Callable = ((...args: never[]) => unknown) & { readonly prototype?: unknown };

/** Where a function stands, for those who look at its parts. */
export interface Context {
  readonly script: Script;
  readonly scopes: readonly Scope[];
  readonly isStrict: boolean;
  readonly trail: Trail | undefined;
}

/** A function that is described by value, and all that is known about it. */
export interface FunctionInHand {
  readonly table: Table;
  readonly fn: Callable;
  readonly read: FunctionText;
  readonly context: Context;
}
