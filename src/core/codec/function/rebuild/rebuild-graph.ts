/**
 * RUNS IN THE WORKER. Rebuilds a captured function from its table of nodes, in three steps:
 *
 *   1. load    modules that anything refers to (the only step that waits)
 *   2. make    each value, empty: functions without variables, objects without properties
 *   3. fill    variables, properties and entries, now that everything has an identity
 *
 * Making comes before filling, so cycles need no care. A class is the exception: its base class and
 * its computed keys must be there when it is made, so these are made first.
 */
import { findCell, moduleOf, openCell } from './cell-scopes.ts';
import { findMadeClass, keepMadeClass, type MadeFunction } from './made-classes.ts';
import { compileFunction, type Compiled } from './compile.ts';
import type {
  CellRecord,
  FunctionNode,
  Graph,
  Node,
  PropertyRecord,
  Slot,
} from '../function-body.ts';
import { followKnownPath } from '../known-path.ts';
import { loadCommonJs, loadImport, makeModuleMeta } from './load-module.ts';
import { loadReference } from '../load-reference.ts';
import { makeObject } from './make-object.ts';

export async function rebuildGraph(graph: Graph, shared: readonly unknown[]): Promise<unknown> {
  const loaded = new Map<number, unknown>();
  for (const [index, node] of graph.nodes.entries()) {
    if (node.kind === 'reference') loaded.set(index, await loadReference(node));
    if (node.kind === 'import') loaded.set(index, await loadImport(node));
  }
  return new Rebuild(graph, loaded, shared).run();
}

export class Rebuild {
  readonly #nodes: readonly Node[];
  readonly #cells: readonly CellRecord[];
  readonly #values: Map<number, unknown>;
  readonly #shared: readonly unknown[];
  readonly #fills: (() => void)[] = [];

  constructor(graph: Graph, loaded: Map<number, unknown>, shared: readonly unknown[]) {
    this.#nodes = graph.nodes;
    this.#cells = graph.cells;
    this.#values = loaded;
    this.#shared = shared;
  }

  run(): unknown {
    const root = this.read(0);
    for (const fill of this.#fills) fill(); // grows while it is read
    return root;
  }

  read(slot: Slot): unknown {
    if (typeof slot !== 'number') return slot[0];
    if (this.#values.has(slot)) return this.#values.get(slot);
    const value = this.#make(slot, this.#nodes[slot] as Node);
    this.#values.set(slot, value);
    return value;
  }

  /** To be done when everything is made. */
  later(fill: () => void): void {
    this.#fills.push(fill);
  }

  define(object: object, properties: readonly PropertyRecord[]): void {
    for (const record of properties) this.#defineOne(object, record);
  }

  #make(index: number, node: Node): unknown {
    switch (node.kind) {
      case 'plain':
        return node.value;
      case 'known':
        return followKnownPath(node);
      case 'commonjs':
        return loadCommonJs(node);
      case 'module-meta':
        return makeModuleMeta(node);
      case 'symbol':
        return node.type === 'registered' ? Symbol.for(node.name) : Reflect.get(Symbol, node.name);
      case 'prototype':
        return (this.read(node.of) as { prototype: object }).prototype;
      case 'member':
        return Reflect.get(this.read(node.of) as object, this.read(node.key) as PropertyKey);
      case 'shared':
        return this.#shared[node.index];
      case 'function':
        return this.#makeFunction(index, node);
      case 'reference':
      case 'import':
        return undefined; // loaded before anything is made
      default:
        return makeObject(this, node);
    }
  }

  #makeFunction(index: number, node: FunctionNode): unknown {
    const known = findMadeClass(node.classId);
    if (known !== undefined) {
      this.#openCells(node);
      this.#values.set(index, known.fn);
      this.later(() => this.#fillFunction(known.fn, node, known.compiled));
      return known.fn;
    }
    const compiled = compileFunction(node, this.#openCells(node));
    for (const name of node.early) this.#setVariable(compiled, node, name);
    const fn = compiled.get() as MadeFunction;
    this.#values.set(index, fn);
    keepMadeClass(node.classId, { fn, compiled });
    this.later(() => this.#fillFunction(fn, node, compiled));
    return fn;
  }

  /** Returns the module in whose scope the function must be compiled, if it shares variables. */
  #openCells(node: FunctionNode): string | undefined {
    let module: string | undefined;
    for (const [, index] of node.cells) {
      const { key, name, version, value } = this.#cells[index] as CellRecord;
      module = moduleOf(key);
      if (findCell(key)?.version === version) continue;
      const cell = openCell(key, name, version);
      this.later(() => cell.set(this.read(value)));
    }
    return module;
  }

  #setVariable(compiled: Compiled, node: FunctionNode, name: string): void {
    const slot = node.variables.find(([one]) => one === name)?.[1];
    if (slot !== undefined) compiled.set[name]?.(this.read(slot));
  }

  #fillFunction(
    fn: { readonly prototype: object; readonly name: string },
    node: FunctionNode,
    compiled: Compiled,
  ): void {
    for (const [name, slot] of node.variables) compiled.set[name]?.(this.read(slot));
    if (node.name !== undefined && fn.name !== node.name) {
      Object.defineProperty(fn, 'name', { value: node.name, configurable: true });
    }
    this.define(fn, node.properties);
    this.define(fn.prototype, node.prototypeProperties);
    if (node.parent !== undefined) Object.setPrototypeOf(fn, this.read(node.parent) as object);
    if (node.prototypeParent !== undefined) {
      Object.setPrototypeOf(fn.prototype, this.read(node.prototypeParent) as object);
    }
  }

  #defineOne(object: object, record: PropertyRecord): void {
    const key = this.read(record.key) as PropertyKey; // only strings and symbols are captured as keys
    const enumerable = (record.flags & 2) !== 0;
    const configurable = (record.flags & 4) !== 0;
    if ('value' in record) {
      const writable = (record.flags & 1) !== 0;
      const value = this.read(record.value);
      // Not `Object.defineProperty`: a class that comes again may have properties that are final.
      Reflect.defineProperty(object, key, { value, writable, enumerable, configurable });
      return;
    }
    const descriptor: PropertyDescriptor = { enumerable, configurable };
    if (record.get !== undefined) descriptor.get = this.read(record.get) as () => unknown;
    if (record.set !== undefined)
      descriptor.set = this.read(record.set) as (value: unknown) => void;
    Reflect.defineProperty(object, key, descriptor);
  }
}
