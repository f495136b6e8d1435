/** Describes functions without a text: those that every worker has too, and what `bind` has made of others. */
import { nameOfFunction } from '../../../base/class-name.ts';
import type { Slot } from '../object-nodes.ts';
import { inspectBound, type InspectedBound } from '../source/inspector.ts';
import { findConstructor } from './builtin-prototypes.ts';
import { type Description, stable, type Table } from './describer.ts';
import { findKnown, findKnownFunction } from './known-values.ts';
import { describeRequire } from './module-members.ts';
import { describeKey, refuse, type Trail } from './refusal.ts';
import { refuseUncopyable } from './uncopyable.ts';

/** @throws Refusal if it is neither known nor bound */
export function describeNative(table: Table, fn: object, trail: Trail | undefined): Description {
  const known = findKnownFunction(fn);
  if (known !== undefined) return stable({ kind: 'known', ...known });
  refuseUncopyable(fn, trail); // a Proxy around a function
  const bound = inspectBound(fn);
  return bound === undefined ? refuseNative(trail) : describeBound(table, fn, bound, trail);
}

/** A function that Node has written in JavaScript. */
export function describeNodeFunction(fn: object, trail: Trail | undefined): Description {
  const known = findKnownFunction(fn);
  if (known !== undefined) return stable({ kind: 'known', ...known });
  const require = describeRequire(fn);
  return require === undefined ? refuseNative(trail) : stable(require);
}

function describeBound(
  table: Table,
  fn: object,
  bound: InspectedBound,
  trail: Trail | undefined,
): Description {
  const step = (clause: string): Trail => ({ from: trail, clause });
  return stable({
    kind: 'bound',
    target:
      findMethodSlot(table, bound, trail) ??
      table.slotFor(bound.target, step('is a bound function')),
    boundThis: table.slotFor(bound.boundThis, step("has a bound 'this'")),
    boundArguments: bound.boundArguments.map((value, index) =>
      table.slotFor(value, step(`has the bound argument ${index + 1}`)),
    ),
    name: nameOfFunction(fn),
  });
}

/** `dog.speak.bind(dog)`: the method may use `super` or private names, so it travels in its class. */
function findMethodSlot(
  table: Table,
  { target, boundThis }: InspectedBound,
  trail: Trail | undefined,
): Slot | undefined {
  if ((typeof boundThis !== 'object' && typeof boundThis !== 'function') || boundThis === null)
    return undefined;
  for (let one: unknown = boundThis; one !== null; one = Object.getPrototypeOf(one)) {
    const owner = one as object;
    const key = Reflect.ownKeys(owner).find(
      (name) => Object.getOwnPropertyDescriptor(owner, name)?.value === target,
    );
    if (key === undefined) continue;
    const isClass = typeof owner === 'function' || findConstructor(owner) !== undefined;
    if (!isClass || findKnown(owner) !== undefined) return undefined;
    const step = { from: trail, clause: `is bound to the method ${describeKey(key)}` };
    return table.slotForNode({
      kind: 'member',
      of: table.slotFor(owner, step),
      key: table.slotFor(key, step),
    });
  }
  return undefined;
}

function refuseNative(trail: Trail | undefined): never {
  return refuse(trail, {
    culprit: '',
    why: 'is native code that has no name in JavaScript or Node: a worker cannot find it',
    advice: 'call it inside a function of your own that makes it there',
  });
}
