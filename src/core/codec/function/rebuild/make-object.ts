/** RUNS IN THE WORKER. Makes the objects of a captured function; see rebuild.ts for the order. */
import type {
  BoundNode,
  CollectionNode,
  ConstructedNode,
  ErrorNode,
  Integrity,
  Node,
  ObjectNode,
  RevivedNode,
  Slot,
} from '../function-body.ts';
import { REVIVE } from '../../classes/class-symbols.ts';
import { unreachable } from '../../../base/unreachable.ts';
import { followKnownPath } from '../known-path.ts';
import type { Rebuild } from './rebuild-graph.ts';

type ObjectLikeNode = Extract<
  Node,
  { kind: 'object' | 'array' | 'collection' | 'error' | 'bound' | 'constructed' | 'revived' }
>;

export function makeObject(rebuild: Rebuild, node: ObjectLikeNode): unknown {
  switch (node.kind) {
    case 'object':
      return makePlainObject(rebuild, node);
    case 'array': {
      const array: unknown[] = [];
      array.length = node.length;
      return finish(rebuild, array, node);
    }
    case 'collection':
      return makeCollection(rebuild, node);
    case 'error':
      return makeError(rebuild, node);
    case 'bound':
      return makeBound(rebuild, node);
    case 'constructed':
      return makeConstructed(rebuild, node);
    case 'revived':
      return makeRevived(rebuild, node);
    default:
      return unreachable(node);
  }
}

function makePlainObject(rebuild: Rebuild, node: ObjectNode): object {
  if (node.instanceOf === undefined) {
    return finish(
      rebuild,
      node.prototype === undefined ? {} : (Object.create(null) as object),
      node,
    );
  }
  const constructor = rebuild.read(node.instanceOf) as { prototype: object };
  return finish(rebuild, Object.create(constructor.prototype) as object, node);
}

function makeCollection(rebuild: Rebuild, node: CollectionNode): object {
  const collection = node.type === 'map' ? new Map<unknown, unknown>() : new Set<unknown>();
  rebuild.later(() => {
    const values = node.entries.map((slot) => rebuild.read(slot));
    if (collection instanceof Set) for (const value of values) collection.add(value);
    else for (let i = 0; i < values.length; i += 2) collection.set(values[i], values[i + 1]);
  });
  return finish(rebuild, collection, { ...node, integrity: 0 });
}

function makeError(rebuild: Rebuild, node: ErrorNode): object {
  const type = Reflect.get(globalThis, node.type) as ErrorConstructor;
  // `Error` only for its inside: message, stack and the rest are properties and come as such.
  const error = Reflect.construct(Error, [], type);
  delete error.stack;
  return finish(rebuild, error, { ...node, integrity: 0 });
}

function makeBound(rebuild: Rebuild, node: BoundNode): unknown {
  const target = rebuild.read(node.target) as (...args: unknown[]) => unknown;
  const bound: unknown = target.bind(
    rebuild.read(node.boundThis),
    ...node.boundArguments.map((slot) => rebuild.read(slot)),
  );
  Object.defineProperty(bound, 'name', { value: node.name, configurable: true });
  return bound;
}

function makeConstructed(rebuild: Rebuild, node: ConstructedNode): unknown {
  const constructor = followKnownPath({ root: '', path: node.constructorName.split('.') });
  const made: unknown = Reflect.construct(
    constructor as new (
      ...args: unknown[]
    ) => object,
    node.arguments.map((slot) => rebuild.read(slot)),
  );
  if (node.lastIndex !== undefined) (made as RegExp).lastIndex = node.lastIndex;
  return made;
}

/** Made last of all things made, because its class may use anything; but before anything is filled. */
function makeRevived(rebuild: Rebuild, node: RevivedNode): unknown {
  const constructor = rebuild.read(node.constructorSlot) as object;
  const revive = Reflect.get(constructor, REVIVE) as (this: object, data: unknown) => unknown;
  return revive.call(constructor, rebuild.read(node.data));
}

interface Finishing {
  readonly prototype?: Slot;
  readonly properties: ObjectNode['properties'];
  readonly integrity: Integrity;
}

function finish(rebuild: Rebuild, object: object, node: Finishing): object {
  rebuild.later(() => {
    if (node.prototype !== undefined)
      Object.setPrototypeOf(object, rebuild.read(node.prototype) as object);
    rebuild.define(object, node.properties);
    restrict(object, node.integrity);
  });
  return object;
}

function restrict(object: object, integrity: Integrity): void {
  if (integrity === 3) Object.freeze(object);
  else if (integrity === 2) Object.seal(object);
  else if (integrity === 1) Object.preventExtensions(object);
}
