/**
 * A message as bytes and back. The two kinds that are sent all the time, `run` and `done`, have a form of
 * their own: a plain part with numbers and packed lists, then, only if needed, everything that
 * could not be packed, as one structured clone for the whole message.
 *
 *    run    tag · count · for each chunk:  flags id [attempt] [function budget] list   · rest
 *    done   tag · memory · count · for each result:  flags id [from] runMs list [errors]   · rest
 *    other  tag · structured clone of the message
 *
 * How a list is written: `lists.ts`.
 *
 * A structured clone costs 3 µs before it has written anything, more than a small task with all its
 * bookkeeping: a message of numbers has none.
 */
import { DefaultSerializer } from 'node:v8';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { ChunkResult, FromWorker, RunChunk, TaskSpec, ToWorker } from './messages.ts';
import { readList, writeList, writeTuples } from './lists.ts';
import { NO_REST, Rest } from './rest.ts';

type Message = ToWorker | FromWorker;
export type RunMessage = Extract<ToWorker, { kind: 'run' }>;
export type DoneMessage = Extract<FromWorker, { kind: 'done' }>;

const OTHER = 0;
const RUN = 1;
const DONE = 2;

const SPREAD = 1;
const GO_ON = 2;
const TIMED = 4;
const SAME_SPEC = 8;
const HAS_ATTEMPT = 16;
const HAS_BUDGET = 32;
const HAS_ERRORS = 1;
const HAS_FROM = 2;

/** Used for one message at a time: nothing here awaits. */
const OUT = new ByteWriter();

/**
 * The frame of `message`, behind `headerBytes` for the caller to fill. Throws v8's DataCloneError. `keep` gets
 * a frame whose bytes are overwritten by the next one, and returns what is to be made of it.
 */
export function encode(
  message: Message,
  headerBytes: number,
  keep: (frame: Buffer) => Buffer,
): Buffer {
  OUT.reset();
  for (let i = 0; i < headerBytes; i += 1) OUT.u8(0);
  const rest: unknown[] = [];
  writeBody(message, rest);
  return rest.length > 0 ? withRest(rest) : keep(OUT.view());
}

/** A message without a frame, in bytes of its own. Throws v8's DataCloneError. */
export function encodeBody(message: Message): Buffer {
  return encode(message, 0, (body) => Buffer.from(body));
}

/**
 * The body of a message whose lists are short and simple, or `undefined`. To be used at once: the bytes
 * are overwritten by the next message.
 */
export function encodeSimple(message: RunMessage | DoneMessage): Buffer | undefined {
  const lists =
    message.kind === 'run'
      ? message.chunks.map(({ items }) => items)
      : message.results.map(({ values }) => values);
  if (lists.some(({ length }) => length > FEW)) return undefined;
  OUT.reset();
  const rest: unknown[] = [];
  writeBody(message, rest);
  return rest.length > 0 ? undefined : OUT.view();
}

const FEW = 64;

/** Writes what can be packed; what cannot is added to `rest`. */
function writeBody(message: Message, rest: unknown[]): void {
  const start = OUT.length;
  OUT.u8(message.kind === 'run' ? RUN : message.kind === 'done' ? DONE : OTHER);
  const restAt = OUT.length;
  OUT.u32(0);
  if (message.kind === 'run') writeRun(message.chunks, rest);
  else if (message.kind === 'done') writeDone(message, rest);
  else rest.push(message);
  OUT.patchU32(restAt, OUT.length - start);
}

/** What is in OUT, then `rest`, in one buffer. */
function withRest(rest: unknown[]): Buffer {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(OUT.view());
  serializer.writeHeader();
  serializer.writeValue(rest);
  return serializer.releaseBuffer();
}

/** The message in `body`. Nothing of `body` is kept: it may be used again afterwards. */
export function decode<M extends Message>(body: Buffer): M {
  return read<M>(body, ownCopy);
}

/** As `decode`, of a body that belongs to the message alone: buffers in the message may be parts of it. */
export function decodeOwn<M extends Message>(body: Buffer): M {
  return read<M>(body, (bytes) => bytes);
}

/** Typed arrays are read as views of the bytes they came in: `toOwn` makes these their own. */
function read<M extends Message>(body: Buffer, toOwn: (bytes: Buffer) => Buffer): M {
  const from = new ByteReader(body);
  const tag = from.u8();
  const restAt = from.u32();
  const rest = restAt < body.length ? new Rest(toOwn(body.subarray(restAt))) : NO_REST;
  // The two ends of a channel send what the other expects: see `messages.ts`.
  if (tag === RUN) return readRun(from, rest) as Message as M;
  if (tag === DONE) return readDone(from, rest) as Message as M;
  return rest.next() as M;
}

function ownCopy(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

function writeRun(chunks: readonly RunChunk[], rest: unknown[]): void {
  OUT.u32(chunks.length);
  let last: TaskSpec | undefined;
  for (const { id, spec, items, attempt } of chunks) {
    const isSame = spec === last;
    OUT.u8(flagsOf(spec) | (isSame ? SAME_SPEC : 0) | (attempt > 0 ? HAS_ATTEMPT : 0));
    OUT.u32(id);
    if (attempt > 0) OUT.u32(attempt);
    if (!isSame) OUT.text(spec.fn.id);
    if (!isSame && spec.budgetMs > 0) OUT.u32(spec.budgetMs);
    if (spec.call === 'spread') writeTuples(OUT, items, rest);
    else writeList(OUT, items, rest);
    last = spec;
  }
}

function flagsOf({ call, onError, timed, budgetMs }: TaskSpec): number {
  return (
    (call === 'spread' ? SPREAD : 0) |
    (onError === 'go-on' ? GO_ON : 0) |
    (timed ? TIMED : 0) |
    (budgetMs > 0 ? HAS_BUDGET : 0)
  );
}

function readRun(from: ByteReader, rest: Rest): ToWorker {
  const chunks: RunChunk[] = [];
  const count = from.u32();
  let spec: TaskSpec | undefined;
  for (let i = 0; i < count; i += 1) {
    const flags = from.u8();
    const id = from.u32();
    const attempt = (flags & HAS_ATTEMPT) === 0 ? 0 : from.u32();
    if (spec === undefined || (flags & SAME_SPEC) === 0) spec = readSpec(from, flags);
    chunks.push({ id, spec, items: readList(from, rest), attempt });
  }
  return { kind: 'run', chunks };
}

function readSpec(from: ByteReader, flags: number): TaskSpec {
  return {
    fn: { id: from.text(), name: '', body: null },
    call: (flags & SPREAD) === 0 ? 'one' : 'spread',
    onError: (flags & GO_ON) === 0 ? 'stop' : 'go-on',
    timed: (flags & TIMED) !== 0,
    budgetMs: (flags & HAS_BUDGET) === 0 ? 0 : from.u32(),
  };
}

function writeDone({ results, memory }: DoneMessage, rest: unknown[]): void {
  OUT.f64(memory);
  OUT.u32(results.length);
  for (const result of results) {
    const hasErrors = result.errors.length > 0;
    OUT.u8((hasErrors ? HAS_ERRORS : 0) | (result.from > 0 ? HAS_FROM : 0));
    OUT.u32(result.id);
    if (result.from > 0) OUT.u32(result.from);
    OUT.f64(result.runMs);
    writeList(OUT, result.values, rest);
    if (hasErrors) rest.push(result.errors);
  }
}

function readDone(from: ByteReader, rest: Rest): FromWorker {
  const memory = from.f64();
  const count = from.u32();
  const results: ChunkResult[] = [];
  for (let i = 0; i < count; i += 1) {
    const flags = from.u8();
    const id = from.u32();
    const first = (flags & HAS_FROM) === 0 ? 0 : from.u32();
    const runMs = from.f64();
    const values = readList(from, rest);
    const errors = (flags & HAS_ERRORS) === 0 ? NO_ERRORS : (rest.next() as ChunkResult['errors']);
    results.push({ id, from: first, values, errors, runMs });
  }
  return { kind: 'done', results, memory };
}

const NO_ERRORS: ChunkResult['errors'] = [];
