/** Values that become other values. */
import type { Divergence } from '../divergence.ts';
import { is, type KnownRow } from './row.ts';

const inValues =
  (what: RegExp, code: RegExp = /(?:)/): KnownRow['covers'] =>
  (divergence: Divergence): boolean =>
    divergence.domain === 'values' && what.test(divergence.what) && code.test(divergence.code);

export const KNOWN_VALUES: readonly KnownRow[] = [
  {
    toBeMended: 'a getter is read twice if what travels with it has to be written item by item',
    covers: inValues(/^a number becomes a number$|^a number becomes/, /get \w\(\)/),
    transport: 'process',
    reproduction: (pool) => {
      const shared = {};
      const rows = Array.from({ length: 2 }, () => {
        let reads = 0;
        return Object.defineProperty({ shared }, 'b', {
          enumerable: true,
          get: () => (reads += 1),
        });
      });
      return pool
        .map((row) => (row as unknown as { b: number }).b, rows, { chunkSize: 2 })
        .then((all) => Math.max(...all));
    },
    isMended: is(1),
  },
];
