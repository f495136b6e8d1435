/**
 * RUNS IN THE WORKER. Gives a captured function what each worker makes for itself: the getter of that id, or the
 * value of a constant, made from its initialiser when the first function that uses it arrives.
 */
import { NotSendableError } from '../../../base/errors.ts';
import { adviseOfBundle } from '../../../base/own-files.ts';
import type { PerWorkerNode } from '../function-body.ts';
import { isObject } from '../../../base/thenable.ts';
import { thrownTitle } from '../../../base/thrown-text.ts';
import { findPerWorker, getterOf, type PerWorkerMark } from '../per-worker.ts';
import { rememberRemade } from '../remade-values.ts';
import type { Rebuilding } from './rebuilding.ts';

type Make = () => unknown;

/** @throws NotSendableError if the initialiser of a constant throws here */
export function makePerWorker(rebuilding: Rebuilding, node: PerWorkerNode): unknown {
  const { id, constant } = node;
  if (constant === undefined) return getterOf(id, () => rebuilding.read(node.make) as Make);
  const get = getterOf(id, () => rebuilding.readFilled(node.make) as Make);
  const value = makeConstant(constant, get);
  rememberRemade(value, { id, constant, make: (findPerWorker(get) as PerWorkerMark).make });
  return value;
}

function makeConstant(constant: string, get: Make): unknown {
  try {
    const value = get();
    if (isObject(value) || typeof value === 'symbol') return value;
    throw new TypeError(`what it gives here is ${String(value)}`);
  } catch (cause) {
    throw new NotSendableError(
      `cannot make '${constant}' again in the worker: its initialiser fails with ${thrownTitle(cause)}\n` +
        `  → make it with perWorker(() => …), or turn the pool's option 'remakeConstants' off${adviseOfBundle()}`,
      { cause },
    );
  }
}
