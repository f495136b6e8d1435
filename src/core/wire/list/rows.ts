/**
 * Builds many objects of one shape from the columns of their values.
 *
 * Property by property that takes 0.2 µs for an object of two; as a literal, `{ a: a[row], b: b[row] }`, a
 * third of it. Objects from a literal are no larger than they must be, and v8 learns of each literal
 * whether its objects live long: then it puts them where the garbage collector need not move them twice.
 * So for long lists the literal of their shape is compiled (`compiled.ts`); otherwise it is property by property.
 *
 * Its first name stands there twice, `{ a: 0, a: a[row], b: b[row] }`, which leaves one value and room for one more. For V8 that is
 * another shape than that of the program's own literals of these names. If it were the same, and a property of theirs an integer and here
 * a fraction, V8 would change each of the program's objects when it is touched next: 0.3 µs, a third of a second for a million.
 */
import { Compiled, nameOf, WORTH_COMPILING } from './compiled.ts';

/** Builds the rows from `from` to before `to`. Columns of objects have those of these rows alone. */
type Build = (columns: readonly ArrayLike<unknown>[], from: number, to: number) => object[];

const builders = new Compiled<Build>('columns', 'from', 'to');

/** What builds rows with these keys, of which there are `length` in all; `ofObjects`: which columns begin with the first row that is built. */
export function rowBuilder(
  keys: readonly string[],
  length: number,
  ofObjects: readonly boolean[] = [],
): Build {
  const build = length < WORTH_COMPILING ? undefined : builderOf(keys, ofObjects);
  return build ?? ((columns, from, to) => byProperty(keys, columns, { from, to, ofObjects }));
}

interface Rows {
  readonly from: number;
  readonly to: number;
  readonly ofObjects: readonly boolean[];
}

function byProperty(
  keys: readonly string[],
  columns: readonly ArrayLike<unknown>[],
  { from, to, ofObjects }: Rows,
): object[] {
  const rows = new Array<object>(to - from);
  for (let row = from; row < to; row += 1) {
    const object: Record<string, unknown> = {};
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as string; // in range
      const value = columns[i]?.[ofObjects[i] === true ? row - from : row];
      if (key === '__proto__') define(object, key, value);
      else object[key] = value;
    }
    rows[row - from] = object;
  }
  return rows;
}

/** Assigned, and written as `"__proto__": …` in a literal, it would be the object's prototype. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function builderOf(keys: readonly string[], ofObjects: readonly boolean[]): Build | undefined {
  const first = keys.find((key) => !isIndex(key)); // others would come before it, and a literal may have one prototype
  const twice = first === undefined || first === '__proto__' ? '' : `${nameOf(first)}: 0, `;
  const place = (i: number): string => (ofObjects[i] === true ? 'row - from' : 'row');
  const literal = twice + keys.map((key, i) => `${propertyOf(key)}: c${i}[${place(i)}]`).join();
  return builders.get(
    literal,
    () => `
    const [${keys.map((_, i) => `c${i}`).join()}] = columns;
    const rows = new Array(to - from);
    for (let row = from; row < to; row += 1) rows[row - from] = {${literal}};
    return rows;`,
  );
}

const MOST_INDEX = 2 ** 32 - 2;

/** Of an element: those come before all names, in ascending order. */
function isIndex(key: string): boolean {
  const index = Number(key);
  return index >= 0 && index <= MOST_INDEX && String(Math.trunc(index)) === key;
}

function propertyOf(key: string): string {
  return key === '__proto__' ? '["__proto__"]' : nameOf(key);
}
