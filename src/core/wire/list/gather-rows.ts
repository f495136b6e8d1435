/**
 * Takes many objects of one shape apart, into columns that have been begun with the first of them:
 *
 *    for (const key in object) …               are its keys those of the first, in their order?
 *    const v0 = object.id, v1 = object.ok;     each is read once: it may be a getter
 *    if (typeof v0 === 'number' && …)          do they fit where the others of their columns are?
 *
 * A loop for all shapes takes 80 ns for an object of two, and V8 throws its code away again and again: whenever it meets a new
 * shape, another kind of column, or fields that hold fractions from now on. So the loop is compiled for the shape and the kinds of its columns.
 */
import { types } from 'node:util';
import { Compiled, nameOf, WORTH_COMPILING } from './compiled.ts';
import { isPackedNumbers, type ValueList } from './numbers.ts';
import { isObject, isPrimitive } from './plain.ts';

/**
 * Writes rows into `columns`, from row `from` on, and returns the first that it has not written. Of that one all values are
 * in `unfit` if it has the keys; otherwise nothing of it was read.
 */
type Gather = (
  rows: ArrayLike<unknown>,
  from: number,
  columns: readonly ArrayLike<unknown>[],
  unfit: unknown[],
  help: Help,
) => number;

/** What a loop has to know; of globals, which a program may change, it knows nothing. */
interface Help {
  readonly keys: readonly string[];
  readonly isProxy: (value: object) => boolean;
  readonly getPrototypeOf: (value: object) => unknown;
  readonly plain: object;
  readonly iterator: symbol;
  readonly mayHaveAccessor: (object: object, row: number) => boolean;
}

const loops = new Compiled<Gather>('rows', 'from', 'columns', 'unfit', 'help');

/** Whether there is a loop for so many rows. */
export function mayGather(rows: number): boolean {
  return rows >= WORTH_COMPILING && !loops.areForbidden;
}

/** Where it stopped: the first row that is not in the columns, or the end. */
export interface Stop {
  readonly row: number;
  /** All values of that row have been read, and are in the columns; but one cannot be there. */
  readonly isUnfit: boolean;
}

export interface Shape {
  readonly keys: readonly string[];
  /** To be asked of each row: whether it is one that is looked at, and has a getter. */
  readonly mayHaveAccessor: (object: object, row: number) => boolean;
  /** Whether a value may be an object, to be taken apart later. */
  readonly mayHoldObjects: boolean;
}

/** Takes the rows from `from` on apart, as far as they are like those before them. The columns have at least one row. */
export function gatherRows(
  rows: ArrayLike<unknown>,
  from: number,
  lists: readonly ValueList[],
  { keys, mayHaveAccessor, mayHoldObjects }: Shape,
): Stop {
  const help = {
    keys,
    isProxy: types.isProxy,
    getPrototypeOf: Object.getPrototypeOf,
    plain: Object.prototype,
    iterator: Symbol.iterator,
    mayHaveAccessor,
  };
  const kinds = lists.map((list) => kindOf(list.take(), from - 1));
  let row = from;
  while (mayGather(rows.length - row)) {
    const columns = lists.map((list) => list.take());
    const unfit: unknown[] = [];
    const next = loopFor(keys, kinds)?.(rows, row, columns, unfit, help) ?? row;
    if (unfit.length === 0) return { row: next, isUnfit: false };
    const isUnfit = !unfit.every(
      (value) => isPrimitive(value) || (mayHoldObjects && isObject(value)),
    );
    for (const [i, list] of lists.entries()) {
      list.set(next, unfit[i]);
      kinds[i] = wider(kinds[i] as Kind, kindOf(list.take(), next));
    }
    if (isUnfit) return { row: next, isUnfit };
    row = next + 1;
  }
  return { row, isUnfit: false };
}

function loopFor(keys: readonly string[], kinds: readonly Kind[]): Gather | undefined {
  const names = keys.map(nameOf);
  return loops.get(`${kinds.join('')}${names.join()}`, () => bodyOf(names, kinds));
}

/** What is written of values for a kind of column: whether one fits. */
const FITS = {
  i: (value: string) =>
    `typeof ${value} === 'number' && (${value} | 0) === ${value} && (${value} !== 0 || 1 / ${value} > 0)`,
  f: (value: string) => `typeof ${value} === 'number'`,
  v: (value: string) =>
    `(typeof ${value} !== 'object' || ${value} === null) && typeof ${value} !== 'function' && typeof ${value} !== 'symbol'`,
  a: (value: string) => `typeof ${value} !== 'function' && typeof ${value} !== 'symbol'`,
};

/** Integers, fractions, primitive values, any that may be in a list. */
type Kind = keyof typeof FITS;

/** Of a column with a value at `row`, by that. */
function kindOf(column: ArrayLike<unknown>, row: number): Kind {
  if (isPackedNumbers(column)) return column instanceof Int32Array ? 'i' : 'f';
  return isObject(column[row]) ? 'a' : 'v';
}

function wider(before: Kind, now: Kind): Kind {
  return before === 'a' ? before : now;
}

function bodyOf(names: readonly string[], kinds: readonly Kind[]): string {
  const columns = names.map((_, i) => `c${i}`);
  const values = names.map((_, i) => `v${i}`);
  return `
    const { keys, isProxy, getPrototypeOf, plain, iterator, mayHaveAccessor } = help;
    const [${columns.join()}] = columns;
    const { length } = rows;
    let row = from;
    for (; row < length; row += 1) {
      const object = rows[row];
      if (typeof object !== 'object' || object === null || isProxy(object)) break;
      if (getPrototypeOf(object) !== plain || iterator in object) break;
      if (mayHaveAccessor(object, row)) break;
      let at = 0;
      for (const key in object) {
        if (key !== keys[at]) return row;
        at += 1;
      }
      if (at !== ${names.length}) break;
      const ${names.map((name, i) => `v${i} = object[${name}]`).join()};
      if (!(${kinds.map((kind, i) => FITS[kind](`v${i}`)).join(' && ')})) {
        unfit.push(${values.join()});
        break;
      }
      ${columns.map((column, i) => `${column}[row] = v${i};`).join(' ')}
    }
    return row;`;
}
