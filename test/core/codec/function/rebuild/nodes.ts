/** Nodes as the capture writes them, for tests of those who read them. */
import type { FunctionNode, Graph, Node } from '#dist/core/codec/function/function-body.js';
import type { Slot } from '#dist/core/codec/function/object-nodes.js';
import type { Rebuilding } from '#dist/core/codec/function/rebuild/rebuilding.js';

export function functionNode(source: string, more: Partial<FunctionNode> = {}): FunctionNode {
  return {
    kind: 'function',
    source,
    shape: 'expression',
    isStrict: true,
    url: 'file:///app/jobs.js',
    line: 0,
    column: 0,
    variables: [],
    early: [],
    cells: [],
    properties: [],
    prototypeProperties: [],
    ...more,
  };
}

export function graphOf(...nodes: Node[]): Graph {
  return { nodes, cells: [] };
}

/** A rebuild whose slots have the given values. `finish` does what is left for the end. */
export class FakeRebuilding implements Rebuilding {
  readonly #values: readonly unknown[];
  readonly #fills: (() => void)[] = [];

  constructor(...values: unknown[]) {
    this.#values = values;
  }

  read(slot: Slot): unknown {
    return typeof slot === 'number' ? this.#values[slot] : slot[0];
  }

  readFilled(slot: Slot): unknown {
    return this.read(slot);
  }

  later(fill: () => void): void {
    this.#fills.push(fill);
  }

  finish(): void {
    for (const fill of this.#fills) fill();
  }
}
