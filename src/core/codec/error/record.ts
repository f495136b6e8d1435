/** Which objects are nothing but their properties, so that a part of them is still of use. */
import { isProxy } from 'node:util/types';
import { builtinClassOf } from '../../base/builtin-class.ts';
import { classesOf } from '../../base/class-name.ts';
import { NOT_SENDABLE } from '../crossing/forbid-crossing.ts';
import { homeOf } from './class-home.ts';

export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A plain object, or an instance of a class of the user's that does not say that it must not be sent. */
export function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || isProxy(value)) return false;
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  if (builtinClassOf(value) !== undefined || NOT_SENDABLE in value) return false;
  return isPlainObject(value) || isOfUsersClass(value);
}

/** What the engine and Node make is more than can be seen. */
function isOfUsersClass(value: object): boolean {
  const [nearest] = classesOf(value);
  return nearest !== undefined && homeOf(nearest.constructor) !== undefined;
}
