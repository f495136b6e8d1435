/**
 * Captures a function with everything it needs: walks from the function through its variables to
 * the objects and functions in them, and lays each out as one node of a flat table.
 *
 *   slotFor(value) ──► known, already in the table? ──► its index
 *          └─────────► plain data? ──► the value itself, in a box
 *          └─────────► else: a new index, and a place in the queue ──► describe ──► slotFor …
 *
 * The queue instead of recursion keeps deep structures off the stack. The snapshot is exact: all of
 * it happens in one synchronous run.
 */
import { types } from 'node:util';
import type { CellRecord, FunctionNode, Graph, Node } from '../function-body.ts';
import type { Slot } from '../object-nodes.ts';
import { describeFunction } from './describe-function.ts';
import { describeObject } from './describe-object.ts';
import { describeSymbol } from './describe-symbol.ts';
import { warnOfAssignment } from './assignment-warning.ts';
import { decideConstant, findConstant } from './constant.ts';
import { describeConstant, describePerWorker } from './describe-per-worker.ts';
import {
  type Assignment,
  type CaptureOptions,
  type Description,
  type ModuleVariable,
  stable,
  type Table,
} from './describer.ts';
import { findRemedy } from './find-remedy.ts';
import { Memories } from './memories.ts';
import { PlainData } from './plain-data.ts';
import type { Memory } from './read-view.ts';
import type { Script } from '../source/script.ts';
import { Refusal, type Trail } from './refusal.ts';
import { isShared, markShared, readVersion } from './shared-variables.ts';
import { isWeakCollection, WeakCollections } from './weak-collections.ts';

/** A function with everything it needs. */
export interface Captured {
  readonly graph: Graph;
  /** What only threads can share, in the order of the `SharedNode`s. */
  readonly shared: readonly unknown[];
  /** False if something was captured that may be different next time. */
  readonly isStable: boolean;
}

/** @throws Refusal */
export function capture(fn: object, options: CaptureOptions): Captured {
  for (let constants = 0; ; constants += 1) {
    try {
      return new Capture(options).run(fn);
    } catch (error) {
      if (!(error instanceof Refusal) || constants > CONSTANTS_LIMIT) throw error;
      remedy(error, options);
    }
  }
}

/** An alarm for an endless loop, not a bound that programs meet. */
const CONSTANTS_LIMIT = 1000;

/** Settles that a constant is made again in the worker, so that another try gets further. @throws Refusal */
function remedy(refusal: Refusal, { remakeConstants }: CaptureOptions): void {
  const found = findRemedy(refusal, { mayRemake: remakeConstants });
  if (found?.kind === 'constant') decideConstant(found.value, found.constant);
  // oxlint-disable-next-line only-throw-error -- becomes an error where the subject is known
  else throw new Refusal(refusal.trail, refusal.reason, found?.remedy);
}

/** A value that has its place in the table and waits to be described. */
interface Waiting {
  readonly value: object;
  readonly index: number;
  readonly trail: Trail | undefined;
}

/** Holds the place of what is described later. */
const NOT_YET: Node = { kind: 'plain', value: undefined };

class Capture implements Table {
  readonly options: CaptureOptions;
  readonly scripts = new Set<Script>();
  readonly #nodes: Node[] = [];
  readonly #indices = new Map<WeakKey, number>();
  readonly #queue: Waiting[] = [];
  /** How many of these are. */
  #described = 0;
  readonly #plain = new PlainData();
  readonly #shared: unknown[] = [];
  readonly #memories = new Memories();
  readonly #weak = new WeakCollections();
  /** By the index of the function that uses them. */
  readonly #moduleVariables = new Map<number, readonly ModuleVariable[]>();
  readonly #assignments: Assignment[] = [];
  #isStable = true;

  constructor(options: CaptureOptions) {
    this.options = options;
  }

  run(fn: object): Captured {
    this.slotFor(fn, undefined);
    do this.#describeWaiting();
    while (this.#weak.findEntries(() => [...this.#indices.keys(), ...this.#plain.found()], this));
    for (const [index, node] of this.#memories.nodes()) this.#nodes[index] = node;
    for (const [index, node] of this.#weak.nodes()) this.#nodes[index] = node;
    const cells = this.#shareVariables();
    // Only now: what is refused half-way is not sent, and another try may leave functions out.
    for (const { functionName, variable } of this.#assignments)
      warnOfAssignment(functionName, variable);
    const graph = { nodes: this.#nodes, cells };
    return { graph, shared: this.#shared, isStable: this.#isStable && cells.length === 0 };
  }

  slotFor(value: unknown, trail: Trail | undefined): Slot {
    if (typeof value === 'symbol') return this.#slotForSymbol(value, trail);
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
      return [value];
    const known = this.#indices.get(value);
    if (known !== undefined) return known;
    if (this.#plain.has(value)) {
      this.#isStable = false;
      return [value];
    }
    const index = this.#reserve(value);
    this.#queue.push({ value, index, trail });
    return index;
  }

  slotForNode(node: Node): number {
    this.#nodes.push(node);
    return this.#nodes.length - 1;
  }

  slotForMemory(memory: Memory, trail: Trail | undefined): Slot {
    return this.#memories.slotFor(memory, (buffer) =>
      types.isSharedArrayBuffer(buffer)
        ? this.slotForNode({ kind: 'memory', bytes: this.slotFor(buffer, trail), start: 0 })
        : this.slotForNode(NOT_YET),
    );
  }

  share(value: object): number {
    this.#shared.push(value);
    return this.#shared.length - 1;
  }

  #describeWaiting(): void {
    // The queue grows while it is read.
    for (; this.#described < this.#queue.length; this.#described += 1) {
      const waiting = this.#queue[this.#described] as Waiting; // the loop's own condition
      this.#keep(waiting, describe(this, waiting.value, waiting.trail));
    }
  }

  #keep({ value, index, trail }: Waiting, description: Description): void {
    const { node, isStable, moduleVariables, assignments } = description;
    if (isWeakCollection(value) && node.kind === 'collection')
      this.#weak.add(value, { index, node, trail });
    if (assignments !== undefined) this.#assignments.push(...assignments);
    this.#nodes[index] = node;
    if (!isStable) this.#isStable = false;
    if (moduleVariables !== undefined) this.#moduleVariables.set(index, moduleVariables);
  }

  /** Only now is it known who assigns: the one who does may have been captured last. */
  #shareVariables(): CellRecord[] {
    const cells: CellRecord[] = [];
    for (const { script, key, isAssigned } of [...this.#moduleVariables.values()].flat()) {
      const place = isAssigned ? key() : undefined;
      if (place === undefined) continue;
      markShared(script);
      markShared(place);
    }
    for (const [index, variables] of this.#moduleVariables) {
      const shared = variables.filter(isSharedVariable);
      if (shared.length === 0) continue;
      const node = this.#nodes[index] as FunctionNode; // nothing else has variables
      this.#nodes[index] = withCells(node, shared, cells);
    }
    return cells;
  }

  #reserve(value: object): number {
    const index = this.#nodes.length;
    this.#nodes.push(NOT_YET);
    this.#indices.set(value, index);
    return index;
  }

  #slotForSymbol(symbol: symbol, trail: Trail | undefined): Slot {
    const known = this.#indices.get(symbol);
    if (known !== undefined) return known;
    const again = describeAgain(this, symbol, trail);
    const slot = this.slotForNode(again ?? describeSymbol(this, symbol, trail));
    this.#indices.set(symbol, slot);
    return slot;
  }
}

/** The describers, by what they describe; all others are called by one of these. */
function describe(table: Table, value: object, trail: Trail | undefined): Description {
  const again = describeAgain(table, value, trail);
  if (again !== undefined) return stable(again);
  return typeof value === 'function'
    ? describeFunction(table, value, trail)
    : describeObject(table, value, trail);
}

/** What each worker makes for itself. */
function describeAgain(
  table: Table,
  value: object | symbol,
  trail: Trail | undefined,
): Node | undefined {
  const constant = findConstant(value, table.options.remakeConstants);
  if (constant === undefined) return describePerWorker(table, value, trail);
  return describeConstant(table, { ...constant, made: value }, trail);
}

/** Most have a name that nobody assigns to: where they belong need not be known. */
function isSharedVariable({ script, key }: ModuleVariable): boolean {
  const place = isShared(script) ? key() : undefined;
  return place !== undefined && isShared(place);
}

/** The function with its shared variables in `cells` and no longer among its own. */
function withCells(
  node: FunctionNode,
  shared: readonly ModuleVariable[],
  cells: CellRecord[],
): FunctionNode {
  const slots = new Map(node.variables);
  const isOwn = ([name]: readonly [string, Slot]): boolean =>
    !shared.some((variable) => variable.name === name);
  return {
    ...node,
    variables: node.variables.filter(isOwn),
    cells: shared.map((variable) => [
      variable.name,
      findCell(cells, variable, slots.get(variable.name) as Slot), // noted with the variable itself
    ]),
  };
}

/** The index of the variable among `cells`, to which it is added if it is new. */
function findCell(cells: CellRecord[], variable: ModuleVariable, slot: Slot): number {
  const { name, value } = variable;
  const key = variable.key() as string; // it is shared
  const known = cells.findIndex((cell) => cell.key === key);
  if (known !== -1) return known;
  return cells.push({ key, name, version: readVersion(key, value), value: slot }) - 1;
}
