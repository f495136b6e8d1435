/**
 * Random values as programs. A case is the text that makes the value, so a counterexample can be run
 * as it is printed, and the value can be made twice: once for the pool, once for the oracle.
 *
 * A program is a list of steps; each makes an object from literals and from what earlier steps made.
 * So objects are shared, and fast-check shrinks by leaving steps out. In the text `i` is the number of
 * the row: the same program makes all items of a list, which then look alike but are not the same.
 */
import fc from 'fast-check';
import type { Step } from './step.ts';
import { STEPS } from './value-steps.ts';

export interface ValueCode {
  /** Statements that declare `v0`, `v1` …; `i` is free in them. */
  readonly statements: string;
  /** The expression for the value. */
  readonly root: string;
}

const link = fc.record({ from: fc.nat(7), to: fc.nat(7), key: fc.constantFrom('self', 'p', '0') });
type Link = typeof link extends fc.Arbitrary<infer T> ? T : never;

/** Any value; `i` is free in its code. */
export const valueCode: fc.Arbitrary<ValueCode> = fc
  .tuple(
    fc.array(STEPS, { minLength: 1, maxLength: 6, size: 'max' }),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(link, { maxLength: 2 }) },
    ),
  )
  .map(([steps, links]) => join(steps, links));

function join(steps: readonly Step[], links: readonly Link[]): ValueCode {
  const lines = steps.map((step, at) => {
    const refer = (back: number): string => (at === 0 ? 'null' : `v${at - 1 - (back % at)}`);
    return `const v${at} = ${step(refer)};`;
  });
  for (const { from, to, key } of links) {
    lines.push(linking(`v${from % steps.length}`, `v${to % steps.length}`, key));
  }
  return { statements: lines.join('\n'), root: `v${steps.length - 1}` };
}

/** Makes a cycle, or another reference to an object that is there already. */
function linking(from: string, to: string, key: string): string {
  return `if (${from} instanceof Map) ${from}.set('${key}', ${to}); else if (${from} instanceof Set) ${from}.add(${to}); else if (!ArrayBuffer.isView(${from})) ${from}['${key}'] = ${to};`;
}

/** The function of `i` that makes the value. */
export function maker({ statements, root }: ValueCode): (i: number) => unknown {
  return new Function('i', `${statements}\nreturn ${root};`) as (i: number) => unknown; // its own text
}
