/**
 * Instances whose class takes it into its own hands how they travel, which it must if it has private fields:
 *
 *   [Symbol.for('manyhands.serialize')]() { return data }           a method
 *   static [Symbol.for('manyhands.revive')](data) { return again }  its counterpart
 */
import { REVIVE, SERIALIZE } from '../../classes/self-serializing.ts';
import type { Node } from '../function-body.ts';
import { readFunctionText } from '../source/function-text.ts';
import type { SyntaxNode } from '../source/parser.ts';
import { type Constructor, findConstructor, readBuiltinName } from './builtin-prototypes.ts';
import type { Table } from './describer.ts';
import { findKnown } from './known-values.ts';
import { refuse, type Trail } from './refusal.ts';

/**
 * Returns undefined if everything about the object can be read from outside.
 *
 * @throws Refusal if it cannot, and its class does not help
 */
export function describeSerialized(
  table: Table,
  object: object,
  trail: Trail | undefined,
): Node | undefined {
  const constructor = findOwnClass(object);
  if (constructor === undefined) return undefined;
  if (typeof Reflect.get(object, SERIALIZE) !== 'function') {
    for (const one of listOwnClasses(constructor)) refusePrivateFields(constructor, one, trail);
    return undefined;
  }
  if (typeof Reflect.get(constructor, REVIVE) !== 'function') {
    return refuse(trail, {
      culprit: `an instance of class '${constructor.name}'`,
      why: "it has a [Symbol.for('manyhands.serialize')] method but its class cannot revive what that returns",
      advice: "give the class a static method [Symbol.for('manyhands.revive')](data)",
    });
  }
  const serialize = Reflect.get(object, SERIALIZE) as () => unknown; // checked above
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

/** The class of an object if it is one of the program's. */
export function findOwnClass(object: object): Constructor | undefined {
  const prototype = Object.getPrototypeOf(object) as object | null;
  const constructor = prototype === null ? undefined : findConstructor(prototype);
  return constructor === undefined || findKnown(constructor) !== undefined
    ? undefined
    : constructor;
}

/** A class of the program's and those it extends, as far as they are the program's. */
export function* listOwnClasses(constructor: Constructor): Generator<Constructor> {
  for (let one: Constructor | undefined = constructor; one !== undefined; one = findParent(one)) {
    if (findKnown(one) !== undefined) return;
    yield one;
  }
}

export function findParent(constructor: Constructor): Constructor | undefined {
  const above = Object.getPrototypeOf(constructor.prototype as object) as object | null;
  return above === null || readBuiltinName(above) === 'Object' ? undefined : findConstructor(above);
}

function refusePrivateFields(
  constructor: Constructor,
  holder: Constructor,
  trail: Trail | undefined,
): void {
  if (!hasPrivateFields(holder)) return;
  refuse(trail, {
    culprit: `an instance of class '${constructor.name}'`,
    why: `class '${holder.name}' has private fields, which nobody else can read`,
    advice:
      "give it [Symbol.for('manyhands.serialize')]() and static [Symbol.for('manyhands.revive')](data)",
  });
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
