/**
 * What is inside a `FunctionPayload`: the types that the caller's side and the worker's side of this
 * codec share. Nothing here runs.
 *
 *   fn ── encodeFunction ──► { id, name, body } ┈┈ the wire ┈┈► decodeFunction ──► fn again
 *         source/   finds its text, its place         load-reference.ts  loads it by name,
 *                   and its name                      rebuild/           or makes it again
 *         capture/  takes along what it uses
 *
 * A captured function is a graph: functions hold variables, variables hold objects, objects hold
 * functions. The graph travels as a flat table of nodes, so that cycles and sharing survive; node 0
 * is the function itself. Plain data inside it stays as it is: the serialiser keeps its identity.
 */
import type { Chain } from '../../base/chain.ts';
import type { FileHandle } from '../../base/large.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import type {
  ArrayNode,
  BufferNode,
  CollectionNode,
  CopiedNode,
  ErrorNode,
  Integrity,
  MemoryNode,
  ObjectNode,
  PropertyRecord,
  PrototypeNode,
  Slot,
  ViewNode,
} from './object-nodes.ts';

/** The body of a payload. Structured-clonable, and opaque to everybody outside the codec. */
export type FunctionBody = ReferenceNode | CapturedBody | ChainBody | AppliedBody | ValuesBody;

/** A function that calls `fn` with `first` before its own arguments. */
export interface AppliedBody {
  readonly kind: 'applied';
  readonly fn: FunctionPayload;
  readonly first: FunctionPayload;
}

/** The functions of a chain, each as it would travel alone. The function that is made of it gives the chain. */
export interface ChainBody extends Chain<FunctionPayload> {
  readonly kind: 'chain';
}

/** Arguments whose large buffers are in files (`core/wire/large-list.ts`). The function that is made of it gives them. */
export interface ValuesBody {
  readonly kind: 'values';
  readonly bytes: Uint8Array;
  /** As of a `CapturedBody`. */
  readonly files?: readonly FileHandle[];
  readonly large?: readonly ArrayBuffer[];
  readonly named?: undefined;
}

/**
 * A function by value: the serialised `Graph`, kept as bytes because its hash is the id. Buffers that are not among them have numbers,
 * and are in `files`, in `large`, or in a store, by their names.
 */
export interface CapturedBody {
  readonly kind: 'captured';
  readonly bytes: Uint8Array;
  /** What can only cross between threads (shared memory, compiled WebAssembly), by `SharedNode`. */
  readonly shared?: readonly unknown[];
  /** Where the worker can open files of the caller's. */
  readonly files?: readonly FileHandle[];
  readonly large?: readonly ArrayBuffer[];
  readonly named?: readonly NamedArray[];
}

/** A buffer that is kept in a store. */
export interface NamedArray {
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly hash: string;
  /** All functions and tasks of a worker have one. Otherwise each function has its own. */
  readonly isShared: boolean;
}

export interface Graph {
  readonly nodes: readonly Node[];
  /** Variables that live as long as the worker, see `CellRecord`. */
  readonly cells: readonly CellRecord[];
}

export type Node =
  | PlainNode
  | ReferenceNode
  | KnownNode
  | ImportNode
  | CommonJsNode
  | ModuleMetaNode
  | FunctionNode
  | BoundNode
  | ObjectNode
  | PrototypeNode
  | MemberNode
  | ArrayNode
  | CollectionNode
  | ErrorNode
  | SymbolNode
  | CopiedNode
  | MemoryNode
  | BufferNode
  | ViewNode
  | ConstructedNode
  | RevivedNode
  | PerWorkerNode
  | SharedNode;

/** Data that structured clone copies as it is. */
export interface PlainNode {
  readonly kind: 'plain';
  readonly value: unknown;
}

/** An export of a module, or something inside one: `path` is ['exportName', 'member', …]. */
export interface ReferenceNode {
  readonly kind: 'reference';
  readonly module: string;
  readonly path: readonly PropertyKey[];
  readonly commonJs: boolean;
  /** The length of the function's text in the caller; absent if the caller has not looked. */
  readonly textLength?: number;
  /** `hashText` of it. */
  readonly textHash?: number;
}

/** Something that every realm has: a global (`root` is '') or a part of a `node:` module. */
export interface KnownNode {
  readonly kind: 'known';
  readonly root: string;
  readonly path: readonly string[];
}

/** `import { name } from specifier`, as written in the module `referrer`; '*' is the namespace. */
export interface ImportNode {
  readonly kind: 'import';
  readonly specifier: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly referrer: string;
}

/** The exports of a CommonJS module, loaded with `require`. */
export interface CommonJsNode {
  readonly kind: 'commonjs';
  readonly file: string;
}

/** What belongs to a module: its `import.meta`, its `require`, its `import()`. */
export interface ModuleMetaNode {
  readonly kind: 'module-meta';
  readonly what: 'meta' | 'require' | 'import';
  readonly referrer: string;
  /** Of vite's `import()`, which names files by their path below this folder. */
  readonly root?: string;
}

/** How the text of a function must be wrapped to be an expression. */
export type FunctionShape = 'expression' | 'method' | 'getter' | 'setter';

/** A function or class by value. */
export interface FunctionNode {
  readonly kind: 'function';
  /** Absent if `name` is something else than a name: a class may have a static of that name. */
  readonly name?: string;
  readonly source: string;
  readonly shape: FunctionShape;
  /** Of a class: which one it is. A worker makes each class once, so that `instanceof` holds. */
  readonly classId?: string;
  readonly isStrict: boolean;
  /** Where the text begins in the user's own file; line and column count from 0. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
  readonly variables: readonly (readonly [name: string, slot: Slot])[];
  /** Variables that the text needs at once, to be evaluated: base classes, computed keys. */
  readonly early: readonly string[];
  /** Those of its variables that it assigns to and that are constants, so that this throws. */
  readonly constants?: readonly string[];
  /** Those of its variables that are shared by several functions, see `CellRecord`. */
  readonly cells: readonly (readonly [name: string, cell: number])[];
  /** Own properties that the text does not make: statics, caches, `prototype` members. */
  readonly properties: readonly PropertyRecord[];
  readonly prototypeProperties: readonly PropertyRecord[];
  /** What the function inherits from, if it is not what its text says. */
  readonly parent?: Slot;
  readonly prototypeParent?: Slot;
}

export interface BoundNode {
  readonly kind: 'bound';
  readonly target: Slot;
  readonly boundThis: Slot;
  readonly boundArguments: readonly Slot[];
  readonly name: string;
}

/** A method that cannot leave its class: the class is sent, and the method looked up in it. */
export interface MemberNode {
  readonly kind: 'member';
  readonly of: Slot;
  readonly key: Slot;
}

export interface SymbolNode {
  readonly kind: 'symbol';
  readonly type: 'well-known' | 'registered';
  readonly name: string;
}

/** A copy of a platform object, made by its own constructor: URL, Headers, … */
export interface ConstructedNode {
  readonly kind: 'constructed';
  /** "URL", "Intl.NumberFormat" */
  readonly constructorName: string;
  readonly arguments: readonly Slot[];
  readonly prototype?: Slot;
  readonly properties: readonly PropertyRecord[];
  readonly integrity: Integrity;
}

/** An instance whose class says itself how it travels. */
export interface RevivedNode {
  readonly kind: 'revived';
  readonly constructorSlot: Slot;
  readonly data: Slot;
}

/** What each worker makes for itself, once: the getter that `perWorker` gives, or a constant of a module. */
export interface PerWorkerNode {
  readonly kind: 'per-worker';
  readonly id: string;
  /** The function that makes the value. */
  readonly make: Slot;
  /** Of a constant: its name. The value stands here, and not the function that gives it. */
  readonly constant?: string;
}

export interface SharedNode {
  readonly kind: 'shared';
  readonly index: number;
}

/**
 * A module-level variable that one of the captured functions assigns to. All functions that a
 * worker gets from that module see the same variable, as they do in the caller: an initializer may fill
 * it for the tasks. `version` grows when the caller itself assigns; only then is the worker's own
 * value overwritten.
 */
export interface CellRecord {
  readonly key: string;
  readonly name: string;
  readonly version: number;
  readonly value: Slot;
}
