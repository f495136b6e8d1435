/** Functions that do something else in a worker. */
import type { Divergence } from '../divergence.ts';
import { is, type KnownRow } from './row.ts';

const inFunctions =
  (detail: RegExp): KnownRow['covers'] =>
  (divergence: Divergence): boolean =>
    divergence.domain === 'functions' && detail.test(divergence.detail);

export const KNOWN_FUNCTIONS: readonly KnownRow[] = [
  {
    toBeMended: 'an assignment to a captured constant works, instead of throwing a TypeError',
    covers: inFunctions(/^expected [^]*Assignment to constant variable[^]*^but came/m),
    transport: 'inline',
    reproduction: (pool) => {
      const seven = 7;
      return pool.apply(() => {
        try {
          // @ts-expect-error: this is what throws
          seven = 8;
        } catch (error) {
          return String(error);
        }
        return seven;
      });
    },
    isMended: is('TypeError: Assignment to constant variable.'),
  },
];
