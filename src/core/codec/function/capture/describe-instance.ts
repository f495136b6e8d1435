/**
 * Describes an instance of a class: its class travels as a function, its own properties as
 * properties. A class can take that into its own hands, which it must if it has private fields:
 *
 *   [Symbol.for('manyhands.serialize')]() { return data }           a method
 *   static [Symbol.for('manyhands.revive')](data) { return again }  its counterpart
 */
import { HANDLE } from '../../crossing/unsendable-kinds.ts';
import { REVIVE, SERIALIZE } from '../../classes/self-serializing.ts';
import type { Node } from '../function-body.ts';
import { readFunctionText } from '../source/function-text.ts';
import type { SyntaxNode } from '../source/parser.ts';
import { type Constructor, findConstructor, readBuiltinName } from './builtin-prototypes.ts';
import { describeProperties, readIntegrity } from './describe-properties.ts';
import type { Table } from './describer.ts';
import { describeKnown, findKnown } from './known-values.ts';
import { isHandleClass } from './open-handles.ts';
import { describePlatformObject } from './platform-objects.ts';
import { refuse, type Trail } from './refusal.ts';

/** @throws Refusal */
export function describeInstance(table: Table, object: object, trail: Trail | undefined): Node {
  const prototype = Object.getPrototypeOf(object) as object;
  const constructor = findConstructor(prototype);
  if (constructor === undefined) return describeWithPrototype(table, object, prototype, trail);
  const known = findKnown(constructor);
  if (known !== undefined)
    return describePlatformObject(table, object, nameOf(constructor, known), trail);
  if (typeof Reflect.get(object, SERIALIZE) === 'function')
    return describeSerialized(table, object, constructor, trail);
  refuseNative(constructor, trail);
  const step = { from: trail, clause: `is an instance of class '${constructor.name}'` };
  return {
    kind: 'object',
    instanceOf: table.slotFor(constructor, step),
    properties: describeProperties(table, object, trail),
    integrity: readIntegrity(object),
  };
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

function describeSerialized(
  table: Table,
  object: object,
  constructor: Constructor,
  trail: Trail | undefined,
): Node {
  if (typeof Reflect.get(constructor, REVIVE) !== 'function') {
    return refuse(trail, {
      culprit: `an instance of class '${constructor.name}'`,
      why: "it has a [Symbol.for('manyhands.serialize')] method but its class cannot revive what that returns",
      advice: "give the class a static method [Symbol.for('manyhands.revive')](data)",
    });
  }
  const serialize = Reflect.get(object, SERIALIZE) as () => unknown; // checked by the caller
  const step = { from: trail, clause: `is an instance of class '${constructor.name}'` };
  return {
    kind: 'revived',
    constructorSlot: table.slotFor(constructor, step),
    data: table.slotFor(serialize.call(object), {
      from: step,
      clause: 'serializes itself as data',
    }),
  };
}

/** Private fields and the insides of `node:` classes cannot be read from outside. */
function refuseNative(constructor: Constructor, trail: Trail | undefined): void {
  for (let one: Constructor | undefined = constructor; one !== undefined; one = findParent(one)) {
    const known = findKnown(one);
    if (known !== undefined && describeKnown(known) !== 'Object') {
      refuse(trail, {
        culprit: `an instance of class '${constructor.name}', which extends ${nameOf(one, known)}`,
        why: 'its inside belongs to this process',
        advice: HANDLE.advice,
      });
    }
    if (known !== undefined) return;
    if (TIMERS.has(one.name) && isHandleClass(one))
      refuse(trail, { culprit: `a ${one.name}`, ...HANDLE });
    if (!hasPrivateFields(one)) continue;
    refuse(trail, {
      culprit: `an instance of class '${constructor.name}'`,
      why: `class '${one.name}' has private fields, which nobody else can read`,
      advice:
        "give it [Symbol.for('manyhands.serialize')]() and static [Symbol.for('manyhands.revive')](data)",
    });
  }
}

/** Classes of Node's that nothing exports, so that nobody knows them by identity. */
const TIMERS = new Set(['Timeout', 'Immediate']);

/** A module may be a class itself: `events` is EventEmitter. */
function nameOf(constructor: Constructor, known: Parameters<typeof describeKnown>[0]): string {
  return known.path.length === 0 ? constructor.name : describeKnown(known);
}

function hasPrivateFields(constructor: Constructor): boolean {
  const text = Function.prototype.toString.call(constructor);
  if (!text.startsWith('class') || !text.includes('#')) return false;
  const elements = (readFunctionText(text).node.body as SyntaxNode).body as SyntaxNode[];
  return elements.some(
    (one) =>
      one.static === false && (one.key as SyntaxNode | undefined)?.type === 'PrivateIdentifier',
  );
}

function findParent(constructor: Constructor): Constructor | undefined {
  const above = Object.getPrototypeOf(constructor.prototype as object) as object | null;
  return above === null || readBuiltinName(above) === 'Object' ? undefined : findConstructor(above);
}
