/** Opens an input as text: a file or stdin, decompressed if its name ends in `.gz` or `.zst`. */
import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import zlib from 'node:zlib';
import { BrokenRunError, describeSystemError, UsageError } from '../failures.ts';
import type { Reading } from './reading.ts';
import type { ReadMeter, TextPieces } from './record.ts';
import { Utf8Check } from './utf8-check.ts';
import { ZstdFrames } from './zstd-frames.ts';

/** Large enough that the cost of each read does not show, small enough for the processor's cache. */
const PIECE_BYTES = 256 * 1024;

/** `-` is stdin. */
export async function* openText(
  input: string,
  meter?: ReadMeter,
  reading?: Reading,
): TextPieces & AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  const check = new Utf8Check();
  let isFirst = true;
  const { bytes: file, text: stream } = openBytes(input);
  const before = meter?.bytes ?? 0;
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      if (meter !== undefined && file !== undefined) meter.bytes = before + file.bytesRead;
      const text = decoder.write(bytes);
      if (!check.push(bytes, text) && reading !== undefined)
        reading.alterations.hasBrokenBytes = true;
      if (text === '') continue;
      yield isFirst ? text.replace(/^\uFEFF/, '') : text;
      isFirst = false;
    }
    const last = decoder.end();
    if (last !== '') {
      if (reading !== undefined) reading.alterations.hasBrokenBytes = true;
      yield last;
    }
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

/** The extension that says how an input is compressed: '', '.gz' or '.zst'. */
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
  /** Its content, decompressed. */
  readonly text: Readable;
}

function openBytes(input: string): OpenBytes {
  if (input === '-') return { bytes: undefined, text: process.stdin };
  const bytes = createReadStream(input, { highWaterMark: PIECE_BYTES });
  const unpackers = unpackersOf(input);
  const last = unpackers.at(-1);
  if (last === undefined) return { bytes, text: bytes };
  pipeline([bytes, ...unpackers], () => {}); // the error reaches whoever reads the last stream
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

/** The types of the oldest Node we support do not have it. */
function createZstd(): Transform {
  const create = Reflect.get(zlib, 'createZstdDecompress') as () => Transform; // see `checkPacking`
  return create();
}
