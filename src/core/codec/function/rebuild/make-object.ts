/** RUNS IN THE WORKER. Makes the objects of a captured function; see rebuild-graph.ts for the order. */
import type { BoundNode, ConstructedNode, Node, RevivedNode } from '../function-body.ts';
import type { CollectionNode, ErrorNode, Integrity, ObjectNode, Slot } from '../object-nodes.ts';
import { REVIVE } from '../../classes/self-serializing.ts';
import { unreachable } from '../../../base/unreachable.ts';
import { followKnownPath } from '../known-path.ts';
import { makeMemory, makeView, readMemory } from './make-view.ts';
import { defineProperties, type Rebuilding } from './rebuilding.ts';

type ObjectLikeNode = Extract<
  Node,
  {
    kind:
      | 'object'
      | 'array'
      | 'collection'
      | 'error'
      | 'copied'
      | 'memory'
      | 'buffer'
      | 'view'
      | 'bound'
      | 'constructed'
      | 'revived';
  }
>;

export function makeObject(rebuilding: Rebuilding, node: ObjectLikeNode): unknown {
  switch (node.kind) {
    case 'object':
      return makePlainObject(rebuilding, node);
    case 'array': {
      const array: unknown[] = [];
      array.length = node.length;
      return finish(rebuilding, array, node);
    }
    case 'collection':
      return makeCollection(rebuilding, node);
    case 'error':
      return makeError(rebuilding, node);
    case 'copied':
      return finish(rebuilding, node.value, node);
    case 'memory':
      return makeMemory(rebuilding, node);
    case 'buffer':
      return finish(rebuilding, readMemory(rebuilding, node.memory).bytes, node);
    case 'view':
      return finish(rebuilding, makeView(rebuilding, node), node);
    case 'bound':
      return makeBound(rebuilding, node);
    case 'constructed':
      return makeConstructed(rebuilding, node);
    case 'revived':
      return makeRevived(rebuilding, node);
    default:
      return unreachable(node);
  }
}

function makePlainObject(rebuilding: Rebuilding, node: ObjectNode): object {
  if (node.instanceOf === undefined) {
    return finish(
      rebuilding,
      node.prototype === undefined ? {} : (Object.create(null) as object),
      node,
    );
  }
  const constructor = rebuilding.read(node.instanceOf) as { prototype: object };
  return finish(rebuilding, Object.create(constructor.prototype) as object, node);
}

const COLLECTIONS = {
  Map: () => new Map<unknown, unknown>(),
  Set: () => new Set<unknown>(),
  WeakMap: () => new WeakMap<WeakKey, unknown>(),
  WeakSet: () => new WeakSet(),
};

function makeCollection(rebuilding: Rebuilding, node: CollectionNode): object {
  const collection = COLLECTIONS[node.type]();
  rebuilding.later(() => {
    const values = node.entries.map((slot) => rebuilding.read(slot));
    if ('add' in collection) for (const value of values) collection.add(value as WeakKey);
    else
      for (let i = 0; i < values.length; i += 2)
        collection.set(values[i] as WeakKey, values[i + 1]);
  });
  return finish(rebuilding, collection, node);
}

function makeError(rebuilding: Rebuilding, node: ErrorNode): object {
  const type = Reflect.get(globalThis, node.type) as ErrorConstructor;
  // `Error` only for its inside: message, stack and the rest are properties and come as such.
  const error = Reflect.construct(Error, [], type);
  delete error.stack;
  return finish(rebuilding, error, node);
}

function makeBound(rebuilding: Rebuilding, node: BoundNode): unknown {
  const target = rebuilding.read(node.target) as (...args: unknown[]) => unknown;
  const bound: unknown = target.bind(
    rebuilding.read(node.boundThis),
    ...node.boundArguments.map((slot) => rebuilding.read(slot)),
  );
  Object.defineProperty(bound, 'name', { value: node.name, configurable: true });
  return bound;
}

function makeConstructed(rebuilding: Rebuilding, node: ConstructedNode): unknown {
  const constructor = followKnownPath({ root: '', path: node.constructorName.split('.') });
  const made = Reflect.construct(
    constructor as new (
      ...args: unknown[]
    ) => object,
    node.arguments.map((slot) => rebuilding.read(slot)),
  );
  return finish(rebuilding, made, node);
}

/** Made last of all things made, because its class may use anything; but before anything is filled. */
function makeRevived(rebuilding: Rebuilding, node: RevivedNode): unknown {
  const constructor = rebuilding.read(node.constructorSlot) as object;
  const revive = Reflect.get(constructor, REVIVE) as (this: object, data: unknown) => unknown;
  return revive.call(constructor, rebuilding.read(node.data));
}

interface Finishing {
  readonly prototype?: Slot;
  readonly properties: ObjectNode['properties'];
  readonly integrity: Integrity;
}

function finish(rebuilding: Rebuilding, object: object, node: Finishing): object {
  rebuilding.later(() => {
    if (node.prototype !== undefined)
      Object.setPrototypeOf(object, rebuilding.read(node.prototype) as object);
    defineProperties(rebuilding, object, node.properties);
    restrict(object, node.integrity);
  });
  return object;
}

function restrict(object: object, integrity: Integrity): void {
  if (integrity === 3) Object.freeze(object);
  else if (integrity === 2) Object.seal(object);
  else if (integrity === 1) Object.preventExtensions(object);
}
