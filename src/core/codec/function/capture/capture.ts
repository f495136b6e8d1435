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
import { warnOfAssignment } from './assignment-warning.ts';
import { type Callable, captureFunction, readName } from './describe-function.ts';
import { captureObject } from './describe-object.ts';
import type { CellRecord, Graph, Node, Slot } from '../function-body.ts';
import { PlainData } from './plain-data.ts';
import type { CapturedVariables } from './describe-variables.ts';
import type { Script } from '../source/script.ts';
import { isShared, readVersion } from './shared-variables.ts';
import { Refusal, type Reason, type Trail } from './refusal.ts';

export interface CaptureOptions {
  /** Shared memory and compiled WebAssembly may cross (between threads they do). */
  readonly allowShared: boolean;
  /** Find out whether a further capture could differ: reads whole modules, so not at first. */
  readonly judgeStability: boolean;
}

export interface ModuleVariable {
  readonly key: string;
  readonly name: string;
  readonly value: unknown;
  readonly into: CapturedVariables;
}

export class Capture {
  readonly #nodes: Node[] = [];
  readonly #indices = new Map<unknown, number>();
  readonly #queue: {
    readonly value: object;
    readonly index: number;
    readonly trail: Trail | undefined;
  }[] = [];
  readonly #plain = new PlainData();
  readonly options: CaptureOptions;
  /** Where the function stands that is being captured, once it is known. */
  #script: Script | undefined;
  readonly #moduleVariables: ModuleVariable[] = [];
  readonly #cells: CellRecord[] = [];
  readonly shared: unknown[] = [];
  /** Grows false when something is captured that may be different next time. */
  isStable: boolean = true;

  constructor(options: CaptureOptions) {
    this.options = options;
  }

  /** @throws Refusal */
  run(fn: object): Graph {
    this.slotFor(fn, undefined);
    for (const { value, index, trail } of this.#queue) {
      // grows while it is read
      this.#nodes[index] = this.#describe(value, trail);
    }
    this.#shareVariables();
    return { nodes: this.#nodes, cells: this.#cells };
  }

  /** A variable of a module, which becomes a shared one if anybody assigns to it. */
  noteModuleVariable(variable: ModuleVariable): void {
    this.#moduleVariables.push(variable);
  }

  /** Only now is it known who assigns: the one who does may have been captured last. */
  #shareVariables(): void {
    for (const { key, name, value, into } of this.#moduleVariables) {
      if (!isShared(key)) continue;
      const at = into.variables.findIndex(([one]) => one === name);
      const [, slot] = into.variables.splice(at, 1)[0] as [string, Slot]; // noted when it was added
      let cell = this.#cells.findIndex((one) => one.key === key);
      if (cell === -1)
        cell = this.#cells.push({ key, name, version: readVersion(key, value), value: slot }) - 1;
      into.cells.push([name, cell]);
      this.isStable = false;
    }
  }

  slotFor(value: unknown, trail: Trail | undefined): Slot {
    if (typeof value === 'symbol') return this.#slotForSymbol(value, trail);
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
      return [value];
    const known = this.#indices.get(value);
    if (known !== undefined) return known;
    if (this.#plain.has(value)) {
      this.isStable = false;
      return [value];
    }
    const index = this.#reserve(value);
    this.#queue.push({ value, index, trail });
    return index;
  }

  /** A slot for a node that stands for no value of this process. */
  slotForNode(node: Node): Slot {
    this.#nodes.push(node);
    return this.#nodes.length - 1;
  }

  /** Adds shared memory or the like; refuses where it cannot cross. */
  slotForShared(value: object, what: string, trail: Trail | undefined): Node {
    if (!this.options.allowShared) {
      this.refuse(trail, {
        culprit: what,
        why: 'memory cannot be shared between processes',
        advice: 'use a ThreadPool, or send a copy as an argument',
      });
    }
    this.shared.push(value);
    return { kind: 'shared', index: this.shared.length - 1 };
  }

  /** Asked for by messages only: it may have to load source maps. */
  get place(): string | undefined {
    return this.#script?.place;
  }

  /** The first function is the subject of messages. */
  notePlace(fn: object, script: Script): void {
    if (this.#indices.get(fn) === 0) this.#script = script;
  }

  noteAssignment(fn: Callable, name: string, value: unknown): void {
    // A variable still empty is there to be filled in the worker, by an initializer for example.
    if (value !== undefined && value !== null)
      warnOfAssignment(readName(fn) || '(anonymous)', name);
  }

  refuse(trail: Trail | undefined, reason: Reason): never {
    // oxlint-disable-next-line only-throw-error -- becomes an error where the subject is known
    throw new Refusal(trail, reason);
  }

  #describe(value: object, trail: Trail | undefined): Node {
    return typeof value === 'function'
      ? captureFunction(this, value, trail)
      : captureObject(this, value, trail);
  }

  #reserve(value: object): number {
    const index = this.#nodes.length;
    this.#nodes.push({ kind: 'plain', value: undefined }); // until its turn in the queue
    this.#indices.set(value, index);
    return index;
  }

  #slotForSymbol(symbol: symbol, trail: Trail | undefined): Slot {
    const known = this.#indices.get(symbol);
    if (known !== undefined) return known;
    const registered = Symbol.keyFor(symbol);
    const name = registered ?? symbol.description?.replace(/^Symbol\./, '') ?? '';
    const isWellKnown = registered === undefined && Reflect.get(Symbol, name) === symbol;
    if (registered === undefined && !isWellKnown) {
      this.refuse(trail, {
        culprit: `the symbol '${symbol.description ?? ''}'`,
        why: 'a unique symbol cannot have a twin in another worker',
        advice: `make it with Symbol.for('${symbol.description ?? 'name'}')`,
      });
    }
    const type = isWellKnown ? 'well-known' : 'registered';
    const slot = this.slotForNode({ kind: 'symbol', type, name });
    this.#indices.set(symbol, slot as number); // slotForNode gives an index
    return slot;
  }
}
