/**
 * A constant of a module whose value cannot be copied, and which every worker therefore makes for itself from the
 * text of its initialiser. Once it is known that a value travels so, it does wherever it is met again.
 */
import type { Declaration, Declarations } from '../source/declarations.ts';
import { nextPerWorkerId } from '../per-worker.ts';
import type { CapturedVariable } from './refusal.ts';

export interface Constant {
  /** The same for this value in every payload, so that a worker makes it once. */
  readonly id: string;
  readonly name: string;
  readonly variable: Pick<CapturedVariable, 'script' | 'scopes'>;
  readonly declaration: Declaration;
  readonly declarations: Declarations;
  /** `require` or what compilers make of an import: always made again, as imports are. */
  readonly isImport: boolean;
}

/** Symbols too: Node takes them as keys, unless they are registered and so can be copied. */
const constants = new WeakMap<WeakKey, Constant>();

/** @param mayRemake whether those that are no imports count */
export function findConstant(value: unknown, mayRemake: boolean): Constant | undefined {
  const constant = isKey(value) ? constants.get(value) : undefined;
  return mayRemake || constant?.isImport === true ? constant : undefined;
}

export function decideConstant(value: unknown, constant: Omit<Constant, 'id'>): void {
  if (isKey(value)) constants.set(value, { ...constant, id: nextPerWorkerId() });
}

function isKey(value: unknown): value is WeakKey {
  return (
    (typeof value === 'object' && value !== null) ||
    typeof value === 'function' ||
    (typeof value === 'symbol' && Symbol.keyFor(value) === undefined)
  );
}
