/**
 * Takes lists apart in which there are objects: each becomes a list of a kind that has lists in it, and so on for those.
 *
 *    objects of one shape      columns.ts     a list for each key
 *    arrays                    arrays.ts      a list for each place, or one of all elements
 *    dates, small views        dates.ts, views.ts
 *    values of several kinds   groups.ts      a list for each kind
 */
import { packArrays } from './arrays.ts';
import { Table } from './columns.ts';
import { packDates } from './dates.ts';
import { type Group, groupValues } from './grouping.ts';
import { type Groups, GROUPS } from './groups.ts';
import type { Column, PackedList, PackedNumbers, PartLists, Where } from './kind.ts';
import { Nesting } from './nesting.ts';
import { isPackedNumbers } from './numbers.ts';
import { isObject, isPlainArray, isPlainDate, isPrototypePolluted } from './plain.ts';
import { packViews } from './views.ts';

/** What is to be sent; `undefined` if only structured clone can do it justice. */
export function packObjects(values: unknown[], parts: PartLists): PackedList | undefined {
  const nesting = new Nesting();
  if (isPrototypePolluted() || !nesting.isPromising(values[0]) || !values.some(isObject))
    return undefined;
  return pack(values, { nesting, parts }) as PackedList | undefined; // there are objects in it
}

/** The values of one key, or of one place in arrays; `undefined` if only structured clone can do them justice. */
export function packInner(values: unknown[] | PackedNumbers, where: Where): Column | undefined {
  if (isPackedNumbers(values) || !values.some(isObject)) return values;
  return where.nesting.meetsAgain(values) ? undefined : pack(values, where);
}

/** Nothing is read twice: where objects stop to be like the first, their group goes on with those that are. */
function pack(values: unknown[], where: Where): Column | undefined {
  const table = Table.of(values[0], values.length, where.nesting);
  table?.take(values);
  if (table?.isAtEnd(values) === true) return table.finish(values, where);
  const of = kindOfAll(values);
  if (of !== undefined) return packGroup({ of, values }, where);
  const views = ArrayBuffer.isView(values[0]) ? packViews(values, where.nesting) : undefined;
  if (views !== undefined) return views;
  const grouped = groupValues(values);
  if (grouped === undefined) return table?.finish(values, where);
  const lists: Column[] = [];
  for (const group of grouped.groups) {
    const list = packSome(values, group, where, lists.length === 0 ? table : undefined);
    if (list === undefined) return undefined;
    lists.push(list);
  }
  return { kind: GROUPS, packed: { codes: grouped.codes, lists } satisfies Groups };
}

/** `table`: the first of the group are in it. */
function packSome(
  values: unknown[],
  group: Group,
  { nesting, parts }: Where,
  table: Table | undefined,
): Column | undefined {
  nesting.noteRead(() => putBack(values, group));
  const some = nesting.among(group.places);
  return packGroup(group, { nesting: some, parts }, table) ?? nesting.giveUp();
}

function putBack(values: unknown[], group: Group): void {
  for (const [i, place] of group.places.entries()) values[place] = group.values[i];
}

/** If that can be told without a look at what is in them. */
function kindOfAll(values: readonly unknown[]): Group['of'] | undefined {
  if (isPlainArray(values[0])) return values.every(Array.isArray) ? 'arrays' : undefined;
  if (isPlainDate(values[0])) return values.every(isPlainDate) ? 'dates' : undefined;
  return undefined;
}

function packGroup(
  { of, values }: Pick<Group, 'of' | 'values'>,
  where: Where,
  table: Table | undefined = Table.of(values[0], values.length, where.nesting),
): Column | undefined {
  switch (of) {
    case 'primitive values':
      return values;
    case 'objects':
      table?.take(values);
      return table?.finish(values, where);
    case 'arrays':
      return packArrays(values, where);
    case 'dates':
      return packDates(values);
    case 'views':
      return packViews(values, where.nesting);
    case 'others':
      return undefined;
  }
}
