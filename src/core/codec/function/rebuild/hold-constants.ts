/**
 * RUNS IN THE WORKER. Constants that a function assigns to, which must throw as it does at home, although
 * the function has to be there before their values are. A generator makes it possible:
 *
 *   function*(){ const {early} = yield; yield () => (the text of the function); const {late} = yield; }
 *
 * The function is made while the generator waits at the second `yield`, in the scope of all of its constants.
 */
import type { FunctionNode } from '../function-body.ts';

/** Sets one captured variable each, and evaluates the text. */
export interface Compiled {
  /** Sets one captured variable. */
  readonly set: Readonly<Record<string, (value: unknown) => void>>;
  /** Evaluates the text. */
  readonly get: () => unknown;
}

/** What stands around the text of a function in the code that makes it. */
export interface Holding {
  readonly before: string;
  readonly after: string;
  /** Makes of what that code returns what the worker uses. */
  readonly open: (made: unknown) => Compiled;
}

/** For nearly all functions. */
export const HOLD_NONE: Holding = {
  before: 'get:()=>',
  after: '',
  open: (made) => made as Compiled, // by the text it was made from
};

interface Made {
  readonly set: Compiled['set'];
  readonly steps: Generator<() => unknown, void, Readonly<Record<string, unknown>> | undefined>;
}

export function holdConstants({ early, constants = [] }: FunctionNode): Holding {
  if (constants.length === 0) return HOLD_NONE;
  const before = constants.filter((name) => early.includes(name));
  const after = constants.filter((name) => !early.includes(name));
  return {
    before: `steps:(function*(){const{${before.join()}}=yield;yield()=>`,
    after: `;const{${after.join()}}=yield})()`,
    open: (made) => openSteps(made as Made, before, after),
  };
}

/** A class that comes again keeps the constants that it has. */
function openSteps(
  { set, steps }: Made,
  before: readonly string[],
  after: readonly string[],
): Compiled {
  const values: Record<string, unknown> = {};
  const missing = new Set(after);
  const collect = (name: string) => (value: unknown) => {
    values[name] = value;
    if (missing.delete(name) && missing.size === 0) steps.next(values);
  };
  const setters = [...before, ...after].map((name) => [name, collect(name)] as const);
  return {
    set: { ...set, ...Object.fromEntries(setters) },
    get: () => {
      steps.next();
      const evaluate = steps.next(values).value as () => unknown; // the text says so
      steps.next();
      return evaluate();
    },
  };
}
