/** Describes an instance of a class: its class travels as a function, its own properties as properties. */
import { HANDLE } from '../../crossing/unsendable-kinds.ts';
import type { Node } from '../function-body.ts';
import { type Constructor, findConstructor } from './builtin-prototypes.ts';
import { isNative } from '../source/native-code.ts';
import { describeProperties, readIntegrity } from './describe-properties.ts';
import { describeSerialized, findParent, listOwnClasses } from './describe-serialized.ts';
import type { Table } from './describer.ts';
import { describeKnown, findKnown } from './known-values.ts';
import { isHandleClass } from './open-handles.ts';
import { describePlatformObject, isCopied } from './platform-objects.ts';
import { refuse, type Trail } from './refusal.ts';

/** @throws Refusal */
export function describeInstance(table: Table, object: object, trail: Trail | undefined): Node {
  const prototype = Object.getPrototypeOf(object) as object;
  const constructor = findConstructor(prototype);
  if (constructor === undefined) return describeWithPrototype(table, object, prototype, trail);
  const known = findKnown(constructor);
  // `Object.create` of a function's prototype is none: bundlers make such namespaces of modules that are one.
  if (prototype === Function.prototype)
    return describeWithPrototype(table, object, prototype, trail);
  if (known !== undefined)
    return describePlatformObject(table, object, nameOf(constructor, known), trail);
  return describeSerialized(table, object, trail) ?? describeOwn(table, object, constructor, trail);
}

/** Of a class of the program's, which may extend one of JavaScript's or Node's. */
function describeOwn(
  table: Table,
  object: object,
  constructor: Constructor,
  trail: Trail | undefined,
): Node {
  refuseTimer(constructor, trail);
  refuseAddon(constructor, trail);
  const step = { from: trail, clause: `is an instance of class '${constructor.name}'` };
  const base = findPlatformBase(constructor);
  if (base === undefined)
    return {
      kind: 'object',
      instanceOf: table.slotFor(constructor, step),
      properties: describeProperties(table, object, trail),
      integrity: readIntegrity(object),
    };
  if (!isCopied(base)) {
    return refuse(trail, {
      culprit: `an instance of class '${constructor.name}', which extends ${base}`,
      why: 'its inside belongs to this process',
      advice: HANDLE.advice,
    });
  }
  return {
    ...describePlatformObject(table, object, base, trail),
    prototype: table.slotFor(Object.getPrototypeOf(object), step),
  };
}

/** Classes of Node's that nothing exports, so that nobody knows them by identity. */
const TIMERS = new Set(['Timeout', 'Immediate']);

function refuseTimer(constructor: Constructor, trail: Trail | undefined): void {
  for (const one of listOwnClasses(constructor)) {
    if (TIMERS.has(one.name) && isHandleClass(one))
      refuse(trail, { culprit: `a ${one.name}`, ...HANDLE });
  }
}

/** A class that is native code and none of JavaScript's or Node's: what its instances are only the addon knows. */
function refuseAddon(constructor: Constructor, trail: Trail | undefined): void {
  if (isNative(constructor) && !Object.hasOwn(globalThis, constructor.name))
    refuse(trail, {
      culprit: `an instance of '${constructor.name}', a class of an addon`,
      ...HANDLE,
    });
}

/** "URL" or "net.Socket": what its classes extend in the end. */
function findPlatformBase(constructor: Constructor): string | undefined {
  const last = [...listOwnClasses(constructor)].at(-1);
  const base = last && findParent(last);
  const known = base && findKnown(base);
  return known && describeKnown(known) !== 'Object' ? nameOf(base, known) : undefined;
}

/** Made by `Object.create(prototype)`. */
function describeWithPrototype(
  table: Table,
  object: object,
  prototype: object,
  trail: Trail | undefined,
): Node {
  return {
    kind: 'object',
    prototype: table.slotFor(prototype, { from: trail, clause: 'has a prototype' }),
    properties: describeProperties(table, object, trail),
    integrity: readIntegrity(object),
  };
}

/** A module may be a class itself: `events` is EventEmitter. */
function nameOf(constructor: Constructor, known: Parameters<typeof describeKnown>[0]): string {
  return known.path.length === 0 ? constructor.name : describeKnown(known);
}
