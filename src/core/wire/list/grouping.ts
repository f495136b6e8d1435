/** Sorts values of several kinds into groups of one kind each: objects of one shape, arrays, dates, small views, primitive values. */
import { inBlocks } from './in-blocks.ts';
import {
  isPlain,
  isPlainArray,
  isPlainDate,
  isPrimitive,
  partsOfSmallView,
  plainKeys,
} from './plain.ts';

/** Values of one kind, in the order in which they came. */
export interface Group {
  readonly of: 'primitive values' | 'objects' | 'arrays' | 'dates' | 'views' | 'others';
  readonly values: unknown[];
  /** Where each was among all. */
  readonly places: Int32Array;
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
  const grouping = new Grouping(values);
  inBlocks(0, values.length, (from, to) => grouping.setCodes(from, to));
  return grouping.areTooMany ? undefined : { codes: grouping.codes, groups: grouping.groups() };
}

class Grouping {
  readonly codes: Int32Array<ArrayBuffer>;
  readonly #kinds: Group['of'][] = [];
  /** How many values each group has. */
  readonly #counts = new Int32Array(MAX_GROUPS);
  readonly #values: ArrayLike<unknown>;
  readonly #codes = new Map<string | number, number>();
  readonly #root = new Shape();

  constructor(values: ArrayLike<unknown>) {
    this.#values = values;
    this.codes = new Int32Array(values.length);
  }

  get areTooMany(): boolean {
    return this.#kinds.length > MAX_GROUPS;
  }

  setCodes(from: number, to: number): void {
    if (this.areTooMany) return;
    const counts = this.#counts;
    for (let at = from; at < to; at += 1) {
      const code = this.#codeOf(this.#values[at]);
      this.codes[at] = code;
      if (code >= FIRST_GROUP) counts[code - FIRST_GROUP] = (counts[code - FIRST_GROUP] ?? 0) + 1;
    }
  }

  groups(): Group[] {
    const groups = this.#kinds.map((of, i) => {
      const count = this.#counts[i] as number; // in range
      return { of, values: new Array<unknown>(count), places: new Int32Array(count) };
    });
    this.#counts.fill(0);
    inBlocks(0, this.codes.length, (from, to) => this.#distribute(groups, from, to));
    return groups;
  }

  #distribute(groups: readonly Group[], from: number, to: number): void {
    const counts = this.#counts;
    for (let at = from; at < to; at += 1) {
      const group = (this.codes[at] as number) - FIRST_GROUP; // all are in range
      if (group < 0) continue;
      const { values, places } = groups[group] as Group;
      const place = counts[group] as number;
      values[place] = this.#values[at];
      places[place] = at;
      counts[group] = place + 1;
    }
  }

  #codeOf(value: unknown): number {
    if (isPlain(value)) return this.#codeOfShape(value);
    if (value === undefined) return UNDEFINED;
    if (value === null) return NULL;
    if (isPrimitive(value)) return this.#known('primitive values');
    if (isPlainArray(value)) return this.#known('arrays');
    if (isPlainDate(value)) return this.#known('dates');
    const view = partsOfSmallView(value);
    return view === undefined ? this.#known('others') : this.#known('views', view.kind);
  }

  #known(of: Group['of'], id: string | number = of): number {
    const code = this.#codes.get(id) ?? this.#add(of);
    this.#codes.set(id, code);
    return code;
  }

  #codeOfShape(object: Record<string, unknown>): number {
    let shape = this.#root;
    for (const key in object) shape = shape.after(key);
    if (shape.code === NO_CODE) shape.code = this.#codeOfNew(object);
    return shape.code;
  }

  #codeOfNew(object: Record<string, unknown>): number {
    if (Object.keys(object).length === 0) return EMPTY;
    return plainKeys(object) === undefined ? this.#known('others') : this.#add('objects');
  }

  #add(of: Group['of']): number {
    this.#kinds.push(of);
    return FIRST_GROUP + this.#kinds.length - 1;
  }
}

const NO_CODE = -1;

/** The keys that an object has so far, one after the other. */
class Shape {
  code = NO_CODE;
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
