/**
 * Values of a worker that it has made from the initialiser of a constant, and from what. A pool inside that worker
 * makes them again in the same way: no scope there shows that they were constants.
 */
import { isObject } from '../../base/thenable.ts';
import type { PerWorkerMark } from './per-worker.ts';

export interface Remade extends PerWorkerMark {
  /** The name of the constant. */
  readonly constant: string;
}

const remade = new WeakMap<WeakKey, Remade>();

export function findRemade(value: WeakKey): Remade | undefined {
  return remade.get(value);
}

export function rememberRemade(value: unknown, from: Remade): void {
  if (isObject(value) || (typeof value === 'symbol' && Symbol.keyFor(value) === undefined)) {
    remade.set(value, from); // Node takes symbols, the types do not know that yet
  }
}
