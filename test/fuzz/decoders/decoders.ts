/**
 * Every decoder of bytes that come from another program, with bytes that it should read, to be damaged, and what it may throw for
 * those that it should not. It must throw nothing else, come to an end, and make nothing for what is not there.
 */
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { decodeChunk, decodeResult } from '#dist/cluster/messages/bodies.js';
import { decodeManifest } from '#dist/cluster/detached/manifest.js';
import { decodeHostInfo, encodeHostInfo } from '#dist/cluster/messages/host-info.js';
import {
  chunkHeaders,
  readChunkMetadata,
  readResultMetadata,
} from '#dist/cluster/messages/metadata.js';
import { packRecipe, unpackRecipe } from '#dist/cluster/messages/recipe.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { signMessage, verifyMessage } from '#dist/cluster/signing/signed-message.js';
import { ProtocolError } from '#dist/core/base/errors.js';
import type { ErrorPayload } from '#dist/core/base/payload.js';
import { valueOfBytes, bytesOfValue } from '#dist/core/base/value-bytes.js';
import { decodeError } from '#dist/core/codec/error/decode-error.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { ByteReader, ByteWriter } from '#dist/core/wire/bytes.js';
import { decode, encodeBody, encodeFrame, FrameReader } from '#dist/core/wire/frame.js';
import { readItems, writeList } from '#dist/core/wire/list/kinds.js';
import * as served from '#dist/shared/values/frames.js';
import { anyMessage } from '../../core/wire/any-message.ts';
import { fc } from '../../property.ts';

export interface Decoder {
  readonly name: string;
  /** Bytes that it reads. */
  readonly good: fc.Arbitrary<Buffer>;
  readonly read: (bytes: Buffer) => unknown;
  /** What it may throw, besides a ProtocolError. */
  readonly mayThrow?: (error: unknown) => boolean;
}

const isRangeError = (error: unknown): boolean => error instanceof RangeError;
/** Of v8's own reader, or of what it has read that was damaged. */
const isAnyError = (error: unknown): boolean => error instanceof Error;

const KEYRING = sharedKeys(['a secret of the fuzzer']);
const SIGNING = { pool: 'p', kind: 'chunk', keyring: KEYRING, nowMs: 1000, lifeMs: 1000 };
const METADATA = {
  ...{ job: 'j', index: 1, serial: 5, first: 2, count: 3, total: 4, recipe: 'r' },
  ...{ namespace: 'n', reply: 'log', ref: '' },
};
const HOST = {
  ...{
    id: 'h',
    name: 'left',
    pid: 1,
    slots: 2,
    busy: 1,
    node: 'v20',
    version: '0.2.0',
    wire: 1,
    startedAtMs: 1,
  },
  workers: [{ id: 1, pid: 2, state: 'idle' as const }],
};
const ORIGIN = { worker: 'worker 1', submitted: undefined };

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function readHeaders(bytes: Buffer): { headers: Record<string, string>; body: Buffer } | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    if (typeof value !== 'object' || value === null) return undefined;
    const headers = Object.entries(value).filter(([, text]) => typeof text === 'string');
    return {
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: Buffer.alloc(0),
    };
  } catch {
    return undefined; // the connection's own parser has the headers as texts
  }
}

function anError(): fc.Arbitrary<Buffer> {
  return fc
    .anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true })
    .map((value) => {
      const error = new AggregateError([new TypeError('a'), value], 'many', { cause: value });
      return serialize(encodeError(Object.assign(error, { code: 'E', value })));
    });
}

function signed(): Buffer {
  const { headers } = signMessage({ headers: { job: 'j' }, body: Buffer.alloc(0) }, SIGNING);
  return json(headers);
}

/** Whoever changes anything of it is refused. */
function verify(bytes: Buffer): void {
  const message = readHeaders(bytes);
  if (message === undefined) return;
  const verification = verifyMessage(message, SIGNING);
  if (!verification.ok) return;
  const { 'Mh-Signature': _, ...others } = message.headers;
  const again = Object.keys(others)
    .filter((name) => name !== 'job')
    .every((name) => name.startsWith('Mh-'));
  if (!again || message.headers['job'] !== 'j') throw new Error('a forged message was accepted');
}

/** Its hash is right: a submitter of ours may send what is no recipe. */
function readRecipe(bytes: Buffer): unknown {
  return unpackRecipe({ hash: createHash('sha256').update(bytes).digest('hex'), bytes });
}

const FN = encodeFunction(
  (() => {
    const table = new Map<unknown, unknown>([[1, { a: [1, 2, /x/g] }]]);
    return (x: number) => [x, table.size];
  })(),
  {},
);

export const DECODERS: readonly Decoder[] = [
  { name: 'bodies', good: anyMessage().map(encodeBody), read: (bytes) => decode(bytes) },
  {
    name: 'frames',
    good: fc
      .array(anyMessage(), { minLength: 1, maxLength: 3 })
      .map((all) => Buffer.concat(all.map(encodeFrame))),
    read: (bytes) => {
      const reader = new FrameReader(() => {});
      for (let at = 0; at < bytes.length; at += 7) reader.push(bytes.subarray(at, at + 7));
    },
  },
  {
    name: 'lists',
    good: fc.array(fc.anything({ withBigInt: true })).map((values) => {
      const out = new ByteWriter();
      writeList(out, values);
      return Buffer.from(out.view());
    }),
    read: (bytes) => readItems(new ByteReader(bytes, 0)),
    mayThrow: isRangeError,
  },
  {
    name: 'values',
    good: fc
      .anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true })
      .map((value) => bytesOfValue([value])),
    read: valueOfBytes,
    mayThrow: isAnyError,
  },
  {
    name: 'errors',
    good: anError(),
    read: (bytes) => decodeError(payloadIn(bytes) as ErrorPayload, ORIGIN),
  },
  {
    name: 'functions',
    good: fc.constant(Buffer.from((FN.body as { readonly bytes: Uint8Array }).bytes)),
    read: async (bytes) => await decodeFunction({ ...FN, body: { kind: 'captured', bytes } }),
    mayThrow: isAnyError,
  },
  { name: 'envelopes', good: fc.constant(null).map(signed), read: verify },
  { name: 'chunks', good: anyMessage().map(encodeBody), read: decodeChunk },
  { name: 'results', good: anyMessage().map(encodeBody), read: decodeResult },
  {
    name: 'metadata',
    good: fc.constant(json(chunkHeaders(METADATA))),
    read: (bytes) => {
      const headers = readHeaders(bytes)?.headers ?? {};
      readChunkMetadata(headers);
      readResultMetadata({ ...headers, worker: headers['worker'] ?? 'w' });
    },
  },
  {
    name: 'recipes',
    good: fc.constant(Buffer.from(packRecipe({ fn: FN, timeoutMs: 1, retries: 0 }).bytes)),
    read: readRecipe,
    mayThrow: isAnyError,
  },
  { name: 'hosts', good: fc.constant(Buffer.from(encodeHostInfo(HOST))), read: decodeHostInfo },
  {
    name: 'manifests',
    good: fc.constant(json({ name: 'f', items: 10, chunks: 2, submittedAtMs: 1 })),
    read: decodeManifest,
  },
  {
    name: 'served',
    good: fc.string().map((method) =>
      served.encodeFrame({
        kind: 'call',
        id: 1,
        object: 2,
        limitMs: 3,
        method,
        body: Buffer.from('body'),
      }),
    ),
    read: (bytes) => {
      const splitter = new served.FrameSplitter(2 ** 20, (frame) => served.decodeFrame(frame));
      for (let at = 0; at < bytes.length; at += 7) splitter.push(bytes.subarray(at, at + 7));
    },
  },
];

/** Structured clone carries it: what is damaged there v8 refuses, or something else comes. */
function payloadIn(bytes: Buffer): unknown {
  try {
    const value: unknown = deserialize(bytes);
    return typeof value === 'object' && value !== null ? value : { kind: 'thrown' };
  } catch {
    return { kind: 'thrown' };
  }
}

export function isAllowed({ mayThrow }: Decoder, error: unknown): boolean {
  return error instanceof ProtocolError || mayThrow?.(error) === true;
}
