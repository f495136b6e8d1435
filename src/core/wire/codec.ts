/**
 * Messages as they travel. The two kinds that are sent all the time, `run` and `done`, are written field by
 * field; all others are left to structured clone. This file lists their fields, each of them once.
 *
 *    in bytes     tag u8 · where the remainder begins u32 · fields · remainder
 *    for threads  see `posted.ts`
 *
 * To add a field: `messages.ts`, a line in its table here, and the place where its value is decided.
 */
import { DefaultSerializer } from 'node:v8';
import { ProtocolError } from '../base/errors.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { type FieldIO, FieldReader, FieldWriter, type Table } from './fields.ts';
import type { ChunkResult, FromWorker, RunChunk, TaskSpec, ToWorker } from './messages.ts';
import { Remainder } from './remainder.ts';
import type { Source } from './sink.ts';

export type Message = ToWorker | FromWorker;
type RunMessage = Extract<ToWorker, { kind: 'run' }>;
type DoneMessage = Extract<FromWorker, { kind: 'done' }>;
/** What is written field by field. */
export type FieldedMessage = RunMessage | DoneMessage;

const runFields: Table<RunMessage> = (io, it) => ({
  kind: 'run',
  chunks: io.each(it.chunks, chunkFields),
});

const chunkFields: Table<RunChunk> = (io, it) => {
  const id = io.u32(it.id);
  const spec = io.shared(it.spec, specFields);
  const items = io.items(it.items, spec.call);
  const attempt = io.small(it.attempt);
  return { id, spec, items, attempt };
};

const specFields: Table<TaskSpec> = (io, it) => ({
  fn: io.part(it.fn, functionFields),
  call: io.choice(it.call, CALLS),
  onError: io.choice(it.onError, ON_ERROR),
  timed: io.flag(it.timed),
  budgetMs: io.small(it.budgetMs),
});

const CALLS = ['one', 'spread'] as const;
const ON_ERROR = ['stop', 'go-on'] as const;

/** The receiver has a table of the functions it was given, so nothing but the id is sent again. */
const functionFields: Table<TaskSpec['fn']> = (io, it) => ({
  id: io.text(it.id),
  name: '',
  body: null,
});

const doneFields: Table<DoneMessage> = (io, it) => ({
  kind: 'done',
  results: io.each(it.results, resultFields),
  memory: io.f64(it.memory),
});

const resultFields: Table<ChunkResult> = (io, it) => ({
  id: io.u32(it.id),
  from: io.small(it.from),
  values: io.values(it.values),
  errors: io.records(it.errors),
  runMs: io.f64(it.runMs),
});

/** What the first byte of a message says. */
const OTHER = 0;
const RUN = 1;
const DONE = 2;

export function isFielded(message: Message): message is FieldedMessage {
  return message.kind === 'run' || message.kind === 'done';
}

export function tagOf(message: FieldedMessage): number {
  return message.kind === 'run' ? RUN : DONE;
}

export function writeFields(io: FieldIO, message: FieldedMessage): void {
  if (message.kind === 'run') runFields(io, message);
  else doneFields(io, message);
}

export function readFields(tag: number, from: Source): FieldedMessage {
  const io = new FieldReader(from);
  if (tag === RUN) return runFields(io, BLANK);
  if (tag === DONE) return doneFields(io, BLANK);
  throw new RangeError(`there is no message of kind ${tag}`);
}

/** A `FieldReader` reads all fields from the message. */
const BLANK = {} as never;

/** Used for one message at a time: nothing here awaits. */
const OUT = new ByteWriter();

/**
 * The bytes of `message`, behind `headerBytes` for the caller to fill. Throws v8's DataCloneError. `keep` gets
 * bytes that are overwritten by the next message, and returns them or a copy.
 */
export function encode(
  message: Message,
  headerBytes: number,
  keep: (bytes: Buffer) => Buffer,
): Buffer {
  OUT.reset();
  for (let i = 0; i < headerBytes; i += 1) OUT.u8(0);
  writeMessage(message);
  return OUT.remainder.length > 0 ? withRemainder(OUT.remainder) : keep(OUT.view());
}

/** A message in bytes of its own. Throws v8's DataCloneError. */
export function encodeBody(message: Message): Buffer {
  return encode(message, 0, (body) => Buffer.from(body));
}

/**
 * A message whose lists are short and simple, or `undefined`. To be used at once: the bytes are
 * overwritten by the next message.
 */
export function encodeSimple(message: FieldedMessage): Buffer | undefined {
  if (hasLongList(message)) return undefined;
  OUT.reset();
  writeMessage(message);
  return OUT.remainder.length > 0 ? undefined : OUT.view();
}

const FEW = 64;

function hasLongList(message: FieldedMessage): boolean {
  return message.kind === 'run'
    ? message.chunks.some(({ items }) => items.length > FEW)
    : message.results.some(({ values }) => values.length > FEW);
}

function writeMessage(message: Message): void {
  const start = OUT.length;
  OUT.u8(isFielded(message) ? tagOf(message) : OTHER);
  OUT.u32(0);
  if (isFielded(message)) writeFields(new FieldWriter(OUT), message);
  else OUT.clone(message);
  OUT.patchU32(start + 1, OUT.length - start);
}

/** What is in OUT, then `remainder`, in one buffer. */
function withRemainder(remainder: readonly unknown[]): Buffer {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(OUT.view());
  serializer.writeHeader();
  serializer.writeValue(remainder);
  return serializer.releaseBuffer();
}

/** The message in `body`. Nothing of `body` is kept: it may be used again. @throws ProtocolError */
export function decode<M extends Message>(body: Buffer): M {
  return read<M>(body, ownCopy);
}

/** As `decode`, of a body that belongs to the message alone: buffers in the message may be parts of it. */
export function decodeOwn<M extends Message>(body: Buffer): M {
  return read<M>(body, (bytes) => bytes);
}

function read<M extends Message>(body: Buffer, toOwn: (bytes: Buffer) => Buffer): M {
  try {
    return readMessage(body, toOwn) as M; // the ends of a channel send what the other expects: see `messages.ts`
  } catch (cause) {
    throw new ProtocolError('a message from the other side could not be read', { cause });
  }
}

/** What v8 reads may be views of the bytes it came in: `toOwn` makes these the message's own. */
function readMessage(body: Buffer, toOwn: (bytes: Buffer) => Buffer): Message {
  const tag = body.readUInt8(0);
  const end = body.readUInt32LE(1);
  const remainder = end < body.length ? new Remainder(toOwn(body.subarray(end))) : undefined;
  const from = new ByteReader(body, HEADER_BYTES, remainder);
  const message = tag === OTHER ? asMessage(from.clone()) : readFields(tag, from);
  if (from.at !== end)
    throw new RangeError('the fields of the message do not end where they should');
  return message;
}

const HEADER_BYTES = 5;

function asMessage(value: unknown): Message {
  const isMessage = typeof value === 'object' && value !== null && 'kind' in value;
  if (!isMessage) throw new RangeError('the message is none');
  return value as Message;
}

function ownCopy(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
