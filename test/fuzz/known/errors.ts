/** Errors that are not themselves. */
import type { KnownRow } from './row.ts';

const inErrors =
  (what: RegExp): KnownRow['covers'] =>
  (divergence): boolean =>
    divergence.domain === 'errors' && what.test(divergence.what);

export const KNOWN_ERRORS: readonly KnownRow[] = [
  {
    toBeMended: 'an error of a class that the task has captured arrives as the nearest built-in',
    covers: (divergence) =>
      divergence.way === 'classes captured' && inErrors(/^(property: )*class$/)(divergence),
    transport: 'inline',
    reproduction: (pool) => {
      class MathFailure extends Error {}
      const task = (): never => {
        throw new MathFailure('m');
      };
      return pool.apply(task).catch((error: unknown) => error instanceof MathFailure);
    },
    isMended: (outcome) => outcome.ok && outcome.value === true,
  },
  {
    toBeMended: 'an error whose name is no string gets the name of its class',
    covers: inErrors(/^(property: )*name$/),
    transport: 'inline',
    reproduction: (pool) => {
      const task = (): never => {
        throw Object.assign(new TypeError('m'), { name: 0 });
      };
      return pool.apply(task).catch((error: { name: unknown }) => error.name);
    },
    isMended: (outcome) => outcome.ok && outcome.value === 0,
  },
];
