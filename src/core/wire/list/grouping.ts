/** Sorts values of several kinds into groups of one kind each: objects of one shape, arrays, dates, small views, primitive values. */
import { isPlainDate } from './dates.ts';
import { isPlain, isPlainArray, isPrimitive, plainKeys } from './plain.ts';
import { isSmallView, kindOfSmallView } from './views.ts';

/** Values of one kind, in the order in which they came. */
export interface Group {
  readonly of: 'primitive values' | 'objects' | 'arrays' | 'dates' | 'views' | 'others';
  readonly values: unknown[];
  /** Where each was among all. */
  readonly places: number[];
}

/** The codes of values that need no group. */
export const UNDEFINED = 0;
export const NULL = 1;
/** An object without properties. */
export const EMPTY = 2;
/** The code of the first group. */
export const FIRST_GROUP = 3;

export interface Grouped {
  /** For each value what it is, or which group it is in. */
  readonly codes: Int32Array<ArrayBuffer>;
  readonly groups: readonly Group[];
}

/** Values of more kinds are left to structured clone: mostly names that are data. */
export const MAX_GROUPS = 16;

/** The values in groups; nothing in them is read. `undefined` if they would be too many. */
export function groupValues(values: ArrayLike<unknown>): Grouped | undefined {
  const grouping = new Grouping();
  const codes = new Int32Array(values.length);
  for (let at = 0; at < codes.length; at += 1) {
    const code = grouping.codeOf(values[at]);
    codes[at] = code;
    if (code < FIRST_GROUP) continue;
    const group = grouping.groups[code - FIRST_GROUP];
    if (group === undefined) return undefined;
    group.values.push(values[at]);
    group.places.push(at);
  }
  return { codes, groups: grouping.groups };
}

class Grouping {
  readonly groups: Group[] = [];
  readonly #codes = new Map<string | number, number>();
  readonly #root = new Shape();

  /** The group may be one too many. */
  codeOf(value: unknown): number {
    if (value === undefined) return UNDEFINED;
    if (value === null) return NULL;
    if (isPrimitive(value)) return this.#known('primitive values');
    if (isPlain(value)) return this.#codeOfShape(value);
    if (isPlainArray(value)) return this.#known('arrays');
    if (isPlainDate(value)) return this.#known('dates');
    return isSmallView(value)
      ? this.#known('views', kindOfSmallView(value))
      : this.#known('others');
  }

  #known(of: Group['of'], id: string | number = of): number {
    const code = this.#codes.get(id) ?? this.#add(of);
    this.#codes.set(id, code);
    return code;
  }

  #codeOfShape(object: Record<string, unknown>): number {
    let shape = this.#root;
    for (const key in object) shape = shape.after(key);
    if (shape === this.#root) return EMPTY;
    shape.code ??= plainKeys(object) === undefined ? this.#known('others') : this.#add('objects');
    return shape.code;
  }

  #add(of: Group['of']): number {
    const code = FIRST_GROUP + this.groups.length;
    if (this.groups.length < MAX_GROUPS) this.groups.push({ of, values: [], places: [] });
    return code;
  }
}

/** The keys that an object has so far, one after the other. */
class Shape {
  code: number | undefined;
  /** What came after them last. */
  #key: string | undefined;
  #after: Shape = this;
  readonly #others = new Map<string, Shape>();

  after(key: string): Shape {
    if (key === this.#key) return this.#after;
    const next = this.#others.get(key) ?? new Shape();
    this.#others.set(key, next);
    this.#key = key;
    this.#after = next;
    return next;
  }
}
