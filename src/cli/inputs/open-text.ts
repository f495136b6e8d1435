/** Opens an input as text: a file or stdin, unpacked if its name says that it is packed. */
import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import zlib from 'node:zlib';
import { BrokenRunError, describeSystemError, UsageError } from '../failures.ts';
import type { ReadMeter, TextPieces } from './record.ts';
import { ZstdFrames } from './zstd-frames.ts';

/** Large enough that the cost of a piece does not show, small enough for the cache. */
const PIECE_BYTES = 256 * 1024;

/** `-` is stdin. */
export async function* openText(
  input: string,
  meter?: ReadMeter,
): TextPieces & AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let isFirst = true;
  const { bytes: file, text: stream } = openBytes(input);
  const before = meter?.bytes ?? 0;
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      if (meter !== undefined && file !== undefined) meter.bytes = before + file.bytesRead;
      const text = decoder.write(bytes);
      if (text === '') continue;
      yield isFirst ? text.replace(/^\uFEFF/, '') : text;
      isFirst = false;
    }
    const rest = decoder.end();
    if (rest !== '') yield rest;
  } catch (error) {
    throw new BrokenRunError(describeSystemError(`cannot read ${nameOf(input)}`, error), {
      cause: error,
    });
  } finally {
    stream.destroy();
  }
}

export function nameOf(input: string): string {
  return input === '-' ? 'stdin' : input;
}

/** The ending that says how an input is packed: '', '.gz' or '.zst'. */
export function packingOf(input: string): string {
  return /\.(gz|zst)$/i.exec(input)?.[0].toLowerCase() ?? '';
}

/** @throws UsageError if this Node cannot unpack it. */
export function checkPacking(input: string): void {
  if (packingOf(input) !== '.zst' || Reflect.has(zlib, 'createZstdDecompress')) return;
  throw new UsageError(
    `Node ${process.versions.node} cannot unpack ${input}: zstd came with Node 22.15\n` +
      `  → zstd -dc ${input} | manyhands map …, or a newer Node`,
  );
}

interface OpenBytes {
  /** The file itself; nobody knows how long stdin is. */
  readonly bytes: ReadStream | undefined;
  /** What it holds, unpacked. */
  readonly text: Readable;
}

function openBytes(input: string): OpenBytes {
  if (input === '-') return { bytes: undefined, text: process.stdin };
  const bytes = createReadStream(input, { highWaterMark: PIECE_BYTES });
  const unpackers = unpackersOf(input);
  const last = unpackers.at(-1);
  if (last === undefined) return { bytes, text: bytes };
  pipeline([bytes, ...unpackers], () => {}); // the reader of the last is told of the error
  return { bytes, text: last };
}

function unpackersOf(input: string): Transform[] {
  switch (packingOf(input)) {
    case '.gz':
      return [zlib.createGunzip({ chunkSize: PIECE_BYTES })];
    case '.zst':
      return [new ZstdFrames(), createZstd()];
    default:
      return [];
  }
}

/** Node's types of the floor do not know it yet. */
function createZstd(): Transform {
  const create = Reflect.get(zlib, 'createZstdDecompress') as () => Transform; // see `checkPacking`
  return create();
}
