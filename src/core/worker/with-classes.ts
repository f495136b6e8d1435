/**
 * A task whose arguments and result keep the classes of chosen instances; `transport/class-transport.ts` is the
 * other half. A class that cannot serialise itself fails its own task.
 */
import { ClassRegistry, type InstanceClass } from '../codec/classes/class-registry.ts';
import { isMoved } from '../base/moved.ts';
import { isThenable } from '../base/thenable.ts';
import type { ValueCodec } from '../base/value-codec.ts';
import type { TaskFunction } from './task-function.ts';

/** What keeps the classes of instances in a worker. */
export interface KeptClasses extends ValueCodec {
  /** Makes such a task of any other. */
  keep(fn: TaskFunction): TaskFunction;
}

export function keeperOf(classes: readonly unknown[]): KeptClasses {
  const registry = new ClassRegistry(classes as InstanceClass[]); // checked where the pool was made
  return {
    keep: (fn) => withClasses(fn, registry),
    encode: (value) => registry.encode(value),
    decode: (value) => registry.decode(value),
  };
}

function withClasses(fn: TaskFunction, registry: ClassRegistry): TaskFunction {
  return (...args) => {
    const value = fn(...args.map((argument) => registry.decode(argument)));
    return isThenable(value)
      ? Promise.resolve(value).then((settled) => encodeResult(settled, registry))
      : encodeResult(value, registry);
  };
}

/** What is in a `move()` marker stays in it. */
function encodeResult(value: unknown, registry: ClassRegistry): unknown {
  return isMoved(value)
    ? { ...value, value: registry.encode(value.value) }
    : registry.encode(value);
}
