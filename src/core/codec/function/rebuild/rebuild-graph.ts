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
import type { Graph, Node } from '../function-body.ts';
import type { Slot } from '../object-nodes.ts';
import { followKnownPath } from '../known-path.ts';
import { loadReference } from '../load-reference.ts';
import { loadCommonJs, loadImport, makeModuleMeta } from './load-module.ts';
import { makeFunction, openCells } from './make-function.ts';
import { makeObject } from './make-object.ts';
import { makePerWorker } from './make-per-worker.ts';
import type { Rebuilding } from './rebuilding.ts';

export async function rebuildGraph(graph: Graph, shared: readonly unknown[]): Promise<unknown> {
  const loaded = new Map<number, unknown>();
  for (const [index, node] of graph.nodes.entries()) {
    if (node.kind === 'reference') loaded.set(index, await loadReference(node));
    if (node.kind === 'import') loaded.set(index, await loadImport(node));
  }
  return new Rebuild(graph, loaded, shared).run();
}

class Rebuild implements Rebuilding {
  readonly #graph: Graph;
  readonly #values: Map<number, unknown>;
  readonly #shared: readonly unknown[];
  readonly #fills: (() => void)[] = [];
  #filled = 0;

  constructor(graph: Graph, loaded: Map<number, unknown>, shared: readonly unknown[]) {
    this.#graph = graph;
    this.#values = loaded;
    this.#shared = shared;
  }

  run(): unknown {
    openCells(this, this.#graph.cells);
    this.#makeConstants();
    const root = this.read(0);
    this.#fillAll();
    return root;
  }

  /** First of all: what makes a constant runs here, so all it uses must be there and filled. */
  #makeConstants(): void {
    for (const [slot, node] of this.#graph.nodes.entries())
      if (node.kind === 'per-worker' && node.constant !== undefined) this.read(slot);
  }

  #fillAll(): void {
    // Grows while it is read, and a constant that is made meanwhile goes on from here.
    while (this.#filled < this.#fills.length) {
      const fill = this.#fills[this.#filled] as () => void; // the loop's own condition
      this.#filled += 1;
      fill();
    }
  }

  read(slot: Slot): unknown {
    if (typeof slot !== 'number') return slot[0];
    if (this.#values.has(slot)) return this.#values.get(slot);
    const value = this.#make(this.#graph.nodes[slot] as Node);
    this.#values.set(slot, value);
    return value;
  }

  later(fill: () => void): void {
    this.#fills.push(fill);
  }

  readFilled(slot: Slot): unknown {
    const value = this.read(slot);
    this.#fillAll();
    return value;
  }

  #make(node: Node): unknown {
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
        return makeFunction(this, node, this.#graph.cells);
      case 'per-worker':
        return makePerWorker(this, node);
      case 'reference':
      case 'import':
        return undefined; // loaded before anything is made
      default:
        return makeObject(this, node);
    }
  }
}
