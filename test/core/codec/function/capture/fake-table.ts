/** A table that describes nothing: it gives out slots and remembers what they were asked for. */
import type { Node } from '#dist/core/codec/function/function-body.js';
import type { Slot } from '#dist/core/codec/function/object-nodes.js';
import type { Callable, Context, Table } from '#dist/core/codec/function/capture/describer.js';
import type { Memory } from '#dist/core/codec/function/capture/read-view.js';
import { Refusal, type Trail } from '#dist/core/codec/function/capture/refusal.js';
import {
  type FunctionText,
  readFunctionText,
} from '#dist/core/codec/function/source/function-text.js';
import { locateFunction } from '#dist/core/codec/function/source/locate-function.js';

export class FakeTable implements Table {
  readonly options: Table['options'];
  readonly scripts: Table['scripts'] = new Set();
  /** Objects, functions and symbols: the slot of each is its index. */
  readonly values: unknown[] = [];
  /** The way to each of `values`, as messages show it. */
  readonly ways: string[] = [];
  readonly nodes: Node[] = [];
  readonly shared: object[] = [];
  readonly memories: Memory[] = [];

  constructor(options: Partial<Table['options']> = {}) {
    this.options = { allowShared: false, judgeStability: false, remakeConstants: true, ...options };
  }

  slotFor(value: unknown, trail: Trail | undefined): Slot {
    const isPrimitive =
      (typeof value !== 'object' || value === null) && typeof value !== 'function';
    if (isPrimitive && typeof value !== 'symbol') return [value];
    const known = this.values.indexOf(value);
    if (known !== -1) return known;
    this.ways.push(wayOf(trail));
    return this.values.push(value) - 1;
  }

  /** Slots of nodes are told apart from those of values by being above 1000. */
  slotForNode(node: Node): Slot {
    return 1000 + this.nodes.push(node) - 1;
  }

  /** Slots of memory are above 2000. */
  slotForMemory(memory: Memory): Slot {
    return 2000 + this.memories.push(memory) - 1;
  }

  share(value: object): number {
    return this.shared.push(value) - 1;
  }
}

export function wayOf(trail: Trail | undefined): string {
  return trail === undefined ? '' : [wayOf(trail.from), trail.clause].filter(Boolean).join(', ');
}

/** All that is known of a function before it is described. */
export function read(target: object): { fn: Callable; read: FunctionText; context: Context } {
  const fn = target as Callable; // classes too: nobody calls it
  const text = Function.prototype.toString.call(fn);
  const location = locateFunction(fn, text, () => readFunctionText(text).anchor);
  if (location === undefined) throw new TypeError('native code has no place');
  const isStrict = location.script.isStrict(fn);
  const context = { ...location, isStrict, trail: undefined };
  return { fn, read: readFunctionText(text, isStrict), context };
}

/** What `action` was refused with, as "which way: a culprit: why". */
export function refusalBy(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { culprit, why } = error.reason;
    return [wayOf(error.trail), culprit, why].filter(Boolean).join(': ');
  }
  return 'it was accepted';
}
