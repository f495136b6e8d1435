/** Values that become other values. */
import type { Divergence } from '../divergence.ts';
import { is, type KnownRow } from './row.ts';

const inValues =
  (what: RegExp, code: RegExp = /(?:)/): KnownRow['covers'] =>
  (divergence: Divergence): boolean =>
    divergence.domain === 'values' && what.test(divergence.what) && code.test(divergence.code);

/** Arrives as Node's, in whatever worker. */
const isBuffer = (value: unknown): boolean => Buffer.isBuffer(value);

export const KNOWN_VALUES: readonly KnownRow[] = [
  {
    toBeMended: 'a view arrives as a window into the frame, or into the buffer pool of Node',
    covers: ({ domain, transport, way, what }) =>
      ((transport === 'process' && way !== 'captured variable') || domain === 'errors') &&
      /^(property: )*a view without memory of its own$/.test(what),
    transport: 'process',
    reproduction: (pool) =>
      pool.apply((view) => [view.byteOffset, view.buffer.byteLength], [Float32Array.of(1, 2)]),
    isMended: is([0, 8]),
  },
  {
    toBeMended: 'views of one buffer no longer overlap in a process',
    covers: (divergence) =>
      divergence.transport === 'process' &&
      divergence.way !== 'captured variable' &&
      inValues(/^(views of one buffer come apart|views of two buffers share one)$/)(divergence),
    transport: 'process',
    reproduction: (pool) => {
      const buffer = new ArrayBuffer(8);
      const views = [new Uint8Array(buffer), new Uint8Array(buffer, 4)] as const;
      return pool.apply(
        ([a, b]) => [b.byteOffset, a.buffer === b.buffer, a.buffer.byteLength],
        [views],
      );
    },
    isMended: is([4, true, 8]),
  },
  {
    toBeMended: 'a Buffer becomes a Uint8Array between threads',
    covers: (divergence) =>
      divergence.transport !== 'process' && inValues(/^Buffer becomes Uint8Array$/)(divergence),
    transport: 'thread',
    reproduction: (pool) => pool.apply(isBuffer, [Buffer.from('a')]),
    isMended: is(true),
  },
  {
    toBeMended: 'a getter is read more than once in lists of objects of one shape',
    covers: inValues(/^a number becomes a number$|^a number becomes/, /get \w\(\)/),
    transport: 'process',
    reproduction: (pool) => {
      const rows = Array.from({ length: 17 }, () => {
        let reads = 0;
        return Object.defineProperty({ a: 1 }, 'b', { enumerable: true, get: () => (reads += 1) });
      });
      return pool
        .map((row) => (row as unknown as { b: number }).b, rows)
        .then((all) => Math.max(...all));
    },
    isMended: is(1),
  },
];
