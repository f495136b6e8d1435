/**
 * Describes one object that is not plain data. What belongs to this process alone (handles, promises,
 * private state) is refused.
 */
import { isServed } from '../../../base/served.ts';
import { COMPILED_MODULE, SHARED_MEMORY } from '../../crossing/unsendable-kinds.ts';
import type { Node } from '../function-body.ts';
import { findOrigin } from '../origins.ts';
import { findConstructor, prototypeName } from './builtin-prototypes.ts';
import { findCommonJsModule } from './common-js.ts';
import { describeBuiltin } from './describe-builtin.ts';
import { describeInstance } from './describe-instance.ts';
import { describeProperties, readIntegrity } from './describe-properties.ts';
import { changeable, type Description, stable, type Table } from './describer.ts';
import { findKnown } from './known-values.ts';
import { type Reason, refuse, type Trail } from './refusal.ts';
import { refuseUncopyable } from './uncopyable.ts';

/** @throws Refusal */
export function describeObject(
  table: Table,
  object: object,
  trail: Trail | undefined,
): Description {
  const origin = findOrigin(object);
  if (origin !== undefined) return stable(origin);
  refuseUncopyable(object, trail);
  const file = findCommonJsModule(object, table.options.allowShared);
  if (file !== undefined) return stable({ kind: 'commonjs', file });
  const known = findKnown(object);
  if (known !== undefined) return stable({ kind: 'known', ...known });
  const constructor = findConstructor(object);
  if (constructor !== undefined)
    return stable({ kind: 'prototype', of: table.slotFor(constructor, trail) });
  const node = describeMutable(table, object, trail);
  // The handle of a served object is the same for ever.
  return node.kind === 'revived' && isServed(object) ? stable(node) : changeable(node);
}

function describeMutable(table: Table, object: object, trail: Trail | undefined): Node {
  for (const { is, inVariable } of [SHARED_MEMORY, COMPILED_MODULE])
    if (is(object)) return describeShared(table, object, inVariable, trail);
  const builtin = describeBuiltin(table, object, trail);
  if (builtin !== undefined) return builtin;
  const isOrdinary = prototypeName(object) === 'Object';
  if (!isOrdinary && Object.getPrototypeOf(object) !== null)
    return describeInstance(table, object, trail);
  const properties = describeProperties(table, object, trail);
  const integrity = readIntegrity(object);
  return isOrdinary
    ? { kind: 'object', properties, integrity }
    : { kind: 'object', prototype: [null], properties, integrity };
}

/** What only threads can share. */
function describeShared(
  table: Table,
  object: object,
  reason: Reason,
  trail: Trail | undefined,
): Node {
  if (!table.options.allowShared) refuse(trail, reason);
  return { kind: 'shared', index: table.share(object) };
}
