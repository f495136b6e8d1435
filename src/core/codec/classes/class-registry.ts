/**
 * Lets instances of chosen classes keep their class on the way to another worker and back. Structured
 * clone copies an instance as a plain object; this says beside it which class the object was of.
 *
 *   { order: Order{…} } ── pack ──► { root: {order}, instances: [[0, order]] } ┈ clone ┈► unpack ──► { order: Order{…} }
 *
 * The clone keeps identity within one message: the object in the list *is* the one inside `root`.
 * So nothing is copied here, and unpacking only gives back prototypes. Classes that serialise
 * themselves take the longer way, see `replace-serialized.ts`.
 *
 * Both sides must hold the same classes in the same order. Values without instances of these
 * classes pass as they are; without classes there is nothing to call.
 */
import { findInstances } from './find-instances.ts';
import type { InstanceRecord, SerializedRecord } from './instance-record.ts';
import { replaceSerialized } from './replace-serialized.ts';
import { reviveSerialized } from './revive-serialized.ts';

/**
 * Any class; its instances are told by their prototype.
 *
 * @example
 * class Point {
 *   x = 1;
 * }
 * const classes: InstanceClass[] = [Point];
 * await using own = new Pool({ workers: 1, classes });
 * console.log((await own.apply((point: Point) => point, [new Point()])) instanceof Point); // true
 */
export type InstanceClass = abstract new (...args: never[]) => object;

/** What crosses in place of a value that holds instances. */
export interface PackedInstances {
  readonly [PACKED]: true;
  readonly root: unknown;
  readonly instances: readonly InstanceRecord[];
  readonly serialized: readonly SerializedRecord[];
}

const PACKED = 'manyhands:instances';

export class ClassRegistry {
  readonly #classes: readonly InstanceClass[];
  readonly #indices = new Map<object, number>();

  /** @param classes exactly these: an instance of a subclass needs its own class in the list */
  constructor(classes: readonly InstanceClass[]) {
    this.#classes = classes;
    for (const [index, { prototype }] of classes.entries()) {
      this.#indices.set(prototype as object, index);
    }
  }

  /** Returns `value` itself if no instance of a registered class is in it. */
  encode(value: unknown): unknown {
    if (this.#classes.length === 0 || typeof value !== 'object' || value === null) return value;
    const found = findInstances(value, this.#indices);
    if (found.instances.length === 0 && found.serialized.length === 0) {
      return PACKED in value ? pack(value, [], []) : value;
    }
    if (found.serialized.length === 0) return pack(value, found.instances, []);
    const replaced = replaceSerialized(value, this.#indices);
    return pack(replaced.root, replaced.instances, replaced.serialized);
  }

  /** Undoes `encode` on the other side; changes what it is given. */
  decode(value: unknown): unknown {
    if (this.#classes.length === 0 || !isPacked(value)) return value;
    for (const [index, instance, extra] of value.instances) {
      Object.setPrototypeOf(instance, this.#classOf(index).prototype as object);
      if (extra !== undefined) Object.assign(instance, extra);
    }
    if (value.serialized.length === 0) return value.root;
    return reviveSerialized(value.root, value.serialized, (index) => this.#classOf(index));
  }

  #classOf(index: number): InstanceClass {
    return this.#classes[index] as InstanceClass; // the other side has the same list
  }
}

function pack(
  root: unknown,
  instances: readonly InstanceRecord[],
  serialized: readonly SerializedRecord[],
): PackedInstances {
  return { [PACKED]: true, root, instances, serialized };
}

function isPacked(value: unknown): value is PackedInstances {
  return typeof value === 'object' && value !== null && PACKED in value;
}
