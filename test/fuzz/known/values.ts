/** Values that become other values. */
import type { Divergence } from '../divergence.ts';
import { is, type KnownRow } from './row.ts';

const inValues =
  (what: RegExp, code: RegExp = /(?:)/): KnownRow['covers'] =>
  (divergence: Divergence): boolean =>
    divergence.domain === 'values' && what.test(divergence.what) && code.test(divergence.code);

const inCaptures =
  (what: RegExp, code?: RegExp): KnownRow['covers'] =>
  (divergence) =>
    divergence.way === 'captured variable' && inValues(what, code)(divergence);

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
  {
    toBeMended: 'a captured view arrives as a window into the buffer pool of Node',
    covers: ({ way, what }) =>
      way === 'captured variable' && /^(property: )*a view without memory of its own$/.test(what),
    transport: 'process',
    reproduction: (pool) => {
      const view = Float32Array.of(1, 2);
      return pool.apply(() => [view.byteOffset, view.buffer.byteLength]);
    },
    isMended: is([0, 8]),
  },
  {
    toBeMended: 'views of one buffer no longer overlap when they are captured',
    covers: (divergence) =>
      divergence.way === 'captured variable' &&
      inValues(/^(views of one buffer come apart|views of two buffers share one)$/)(divergence),
    transport: 'process',
    reproduction: (pool) => {
      const buffer = new ArrayBuffer(8);
      const views = [new Uint8Array(buffer), new Uint8Array(buffer, 4)] as const;
      return pool.apply(() => {
        const [a, b] = views;
        return [b.byteOffset, a.buffer === b.buffer, a.buffer.byteLength];
      });
    },
    isMended: is([4, true, 8]),
  },
  {
    toBeMended: 'a captured Date or RegExp loses its own properties',
    covers: inCaptures(/^properties of (Date|RegExp|Error)$/),
    transport: 'inline',
    reproduction: (pool) => {
      const date = Object.assign(new Date(0), { further: 1 });
      return pool.apply(() => date.further);
    },
    isMended: is(1),
  },
  {
    toBeMended: 'a captured `arguments` object of a sloppy function becomes a plain object',
    covers: inCaptures(/^Object becomes Object$/, /return arguments/),
    transport: 'inline',
    reproduction: (pool) => {
      const make = new Function(
        'const list = (function () { return arguments; })(1); return () => Object.prototype.toString.call(list);',
      );
      return pool.apply((make as () => () => string)());
    },
    isMended: (outcome) => !outcome.ok || outcome.value === '[object Arguments]',
  },
  {
    toBeMended: 'a captured boxed primitive with own properties is refused as an open handle',
    covers: inCaptures(/a (String|Number|Boolean|BigInt|Symbol): open handles/),
    transport: 'inline',
    reproduction: (pool) => {
      const boxed = Object.assign(Object('ab') as object, { further: 2 });
      return pool.apply(() => boxed.further);
    },
    isMended: is(2),
  },
  {
    toBeMended: 'a captured resizable ArrayBuffer is refused as an open handle',
    covers: inCaptures(/an ArrayBuffer: open handles/),
    transport: 'inline',
    reproduction: (pool) => {
      const buffer = new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(4, {
        maxByteLength: 8,
      });
      return pool.apply(() => buffer.byteLength);
    },
    isMended: is(4),
  },
  {
    toBeMended:
      'a captured instance of a subclass of Date or of a typed array is refused as a handle',
    covers: inCaptures(/which extends .*: its inside belongs to this process/),
    transport: 'inline',
    reproduction: (pool) => {
      class Day extends Date {}
      const day = new Day(5);
      return pool.apply(() => day.getTime());
    },
    isMended: is(5),
  },
  {
    toBeMended:
      'what a captured array has besides its elements is cloned: instances lose their class',
    covers: inCaptures(
      /^own class \w+ becomes Object$|could not be cloned|^properties of (Array|Object)$/,
      /\['?\w+'?\] = v\d|Object\.assign\(\[/,
    ),
    transport: 'inline',
    reproduction: (pool) => {
      class Point {
        x = 1;
      }
      const list = Object.assign([0], { point: new Point() });
      return pool.apply(() => list.point instanceof Point);
    },
    isMended: is(true),
  },
];
