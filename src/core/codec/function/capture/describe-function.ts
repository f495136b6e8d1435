/**
 * Describes one function or class: by name if every worker has it, by reference if a worker can load
 * it, else by value.
 */
import { isInspecting } from '../inspecting.ts';
import { findOrigin } from '../origins.ts';
import { findLoadedExport, findReference } from '../source/find-reference.ts';
import { type FunctionText, readFunctionText } from '../source/function-text.ts';
import { locateFunction } from '../source/locate-function.ts';
import { findTask } from '../task.ts';
import { type Callable, type Description, stable, type Table } from './describer.ts';
import { describeByValue, describeSettled } from './function-by-value.ts';
import { describeNative, describeNodeFunction } from './native-function.ts';
import { refuse, type Trail } from './refusal.ts';
import { refuseUnmovable } from './unmovable.ts';

/** @throws Refusal */
export function describeFunction(table: Table, fn: object, trail: Trail | undefined): Description {
  const settled = describeSettled(table, fn as Callable, trail);
  if (settled !== undefined) return settled;
  const given = findTask(fn) ?? findOrigin(fn);
  if (given !== undefined) return stable(given);
  const text = Function.prototype.toString.call(fn);
  const exported = isInspecting() ? undefined : findLoadedExport(fn, text);
  if (exported !== undefined) return stable(exported);
  // A function that a worker can load is never read: the parser takes longer to load than all else.
  const location = locateFunction(fn, text, () => parse(text, trail).anchor);
  if (location === undefined) return describeNative(table, fn, trail);
  const { script, scopes } = location;
  if (script.url.startsWith('node:')) return describeNodeFunction(fn, trail);
  const reference = findReference(fn, text, script, scopes);
  if (reference !== undefined) return stable(reference);
  const callable = fn as Callable; // whatever stands in a script can be called or constructed
  const isStrict = script.isStrict(fn);
  const read = parse(text, trail, isStrict);
  refuseUnmovable(callable, read, trail);
  table.scripts.add(script);
  return describeByValue({
    table,
    fn: callable,
    read,
    context: { script, scopes, isStrict, trail },
  });
}

function parse(text: string, trail: Trail | undefined, isStrict = true): FunctionText {
  try {
    return readFunctionText(text, isStrict);
  } catch (error) {
    return refuse(trail, {
      culprit: '',
      why: `has a text that cannot be read (${(error as Error).message})`,
      advice: "export it and send it with task(import.meta.url, 'name')",
    });
  }
}
