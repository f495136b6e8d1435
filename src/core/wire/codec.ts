/**
 * The fields of messages, each listed once. Kinds of messages that are sent all the time, `run` and
 * `done`, travel field by field, and so does `said`, which holds a value; all others are left to structured clone.
 *
 * A *table* is a function with a line for each field; the line hands the field's value to `io` and takes what
 * comes back. `FieldWriter` writes the value and gives it back. `FieldReader` does not look at it and gives what
 * was written in its place. The compiler sees to it that a table has a line for each field of its type.
 *
 * To add a field: `messages.ts`, a line in its table here, and the place where its value is decided.
 */
import { readItems, readList, readValues, writeArguments, writeItemRange, writeList } from './list/kinds.ts'; // biome-ignore format: one line
import { type ItemList, NumberRange, type ResultValues } from './list/number-range.ts';
import type { ChunkResult, FromWorker, RunChunk, TaskSpec, ToWorker } from './messages.ts';
import type { Sink, Source } from './sink.ts';
import { UnreadableList } from './unreadable.ts';

export type Message = ToWorker | FromWorker;
type RunMessage = Extract<ToWorker, { kind: 'run' }>;
type DoneMessage = Extract<FromWorker, { kind: 'done' }>;
type SaidMessage = Extract<FromWorker, { kind: 'said' }>;
type Talk = NonNullable<TaskSpec['talk']>;
/** What is written field by field. */
export type FieldedMessage = RunMessage | DoneMessage | SaidMessage;

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
  ...textsOf(io.text(it.carrier ?? ''), io.text(it.context ?? '')),
  ...(io.flag(it.talk !== undefined) ? { talk: io.part(it.talk ?? SILENT, talkFields) } : NONE),
});

const talkFields: Table<Talk> = (io, it) => ({
  reports: io.flag(it.reports),
  abortable: io.flag(it.abortable),
  ahead: io.small(it.ahead),
});

const SILENT: Talk = { reports: false, abortable: false, ahead: 0 };

function textsOf(carrier: string, context: string): Pick<TaskSpec, 'carrier' | 'context'> {
  if (carrier === '') return context === '' ? NONE : { context };
  return context === '' ? { carrier } : { carrier, context };
}

const NONE = {};

const CALLS = ['one', 'spread', 'fold'] as const;
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
  ...(io.flag(it.handsBack === true) ? { handsBack: true } : NONE),
});

const resultFields: Table<ChunkResult> = (io, it) => {
  const id = io.u32(it.id);
  const from = io.small(it.from);
  const values = io.values(it.values);
  const errors = io.records(it.errors);
  const runMs = io.f64(it.runMs);
  const covers = io.small(it.covers ?? 0); // never 0 if it is there
  const result = { id, from, values, errors, runMs };
  return covers === 0 ? result : { ...result, covers };
};

const saidFields: Table<SaidMessage> = (io, it) => ({
  kind: 'said',
  chunkId: io.u32(it.chunkId),
  offset: io.small(it.offset),
  what: io.choice(it.what, WHATS),
  values: io.values(it.values) as ArrayLike<unknown>, // it is one
});

const WHATS = ['report', 'value'] as const;

/** How many items the result speaks of. */
export function countOutcomes({ values, errors, covers }: ChunkResult): number {
  return covers ?? values.length + errors.length;
}

/** What the first byte of a message says. `OTHER`: it is left to structured clone. */
export const OTHER = 0;
const TAGS = { run: 1, done: 2, said: 3 } as const;

export function isFielded(message: Message): message is FieldedMessage {
  return message.kind === 'run' || message.kind === 'done' || message.kind === 'said';
}

export function tagOf(message: FieldedMessage): number {
  return TAGS[message.kind];
}

export function writeFields(io: FieldIO, message: FieldedMessage): void {
  if (message.kind === 'run') runFields(io, message);
  else if (message.kind === 'done') doneFields(io, message);
  else saidFields(io, message);
}

export function readFields(tag: number, from: Source): FieldedMessage {
  const io = new FieldReader(from);
  if (tag === TAGS.run) return runFields(io, BLANK);
  if (tag === TAGS.done) return doneFields(io, BLANK);
  if (tag === TAGS.said) return saidFields(io, BLANK);
  throw new RangeError(`there is no message of kind ${tag}`);
}

export type Table<T> = (io: FieldIO, it: T) => T;

/** The kinds of fields. */
export interface FieldIO {
  u32(value: number): number;
  /** A number that is small mostly. */
  small(value: number): number;
  f64(value: number): number;
  text(value: string): string;
  flag(value: boolean): boolean;
  choice<T extends string>(value: T, choices: readonly T[]): T;
  /** What has fields of its own. */
  part<T>(value: T, table: Table<T>): T;
  /** As `part`, for what mostly is the same as in the part before. */
  shared<T extends object>(value: T, table: Table<T>): T;
  each<T>(values: readonly T[], table: Table<T>): readonly T[];
  /** Values made for this message alone. */
  values(values: ResultValues): ResultValues;
  /** Values that the sender keeps, and has built; the arguments of several calls if they are to be spread. */
  items(values: ItemList, call: TaskSpec['call']): ItemList;
  /** A list that is empty mostly. */
  records<T>(values: readonly T[]): readonly T[];
}

export class FieldWriter implements FieldIO {
  readonly #out: Sink;
  #last: object | undefined;

  constructor(out: Sink) {
    this.#out = out;
  }

  u32(value: number): number {
    this.#out.u32(value);
    return value;
  }

  small(value: number): number {
    this.#out.count(value);
    return value;
  }

  f64(value: number): number {
    this.#out.f64(value);
    return value;
  }

  text(value: string): string {
    this.#out.text(value);
    return value;
  }

  flag(value: boolean): boolean {
    this.#out.u8(value ? 1 : 0);
    return value;
  }

  choice<T extends string>(value: T, choices: readonly T[]): T {
    this.#out.u8(choices.indexOf(value));
    return value;
  }

  part<T>(value: T, table: Table<T>): T {
    return table(this, value);
  }

  shared<T extends object>(value: T, table: Table<T>): T {
    const isSame = value === this.#last;
    this.#out.u8(isSame ? 1 : 0);
    if (isSame) return value;
    this.#last = value;
    return table(this, value);
  }

  each<T>(values: readonly T[], table: Table<T>): readonly T[] {
    this.#out.count(values.length);
    for (const value of values) table(this, value);
    return values;
  }

  values(values: ResultValues): ResultValues {
    writeList(this.#out, values as ArrayLike<unknown>); // who sends them has built them
    return values;
  }

  items(values: ItemList, call: TaskSpec['call']): ItemList {
    if (values instanceof NumberRange) writeItemRange(this.#out, values);
    else if (call === 'spread') writeArguments(this.#out, values as ArrayLike<unknown>);
    else writeList(this.#out, values as ArrayLike<unknown>);
    return values;
  }

  records<T>(values: readonly T[]): readonly T[] {
    this.#out.u8(values.length === 0 ? 0 : 1);
    if (values.length > 0) writeList(this.#out, values, 0);
    return values;
  }
}

/** What a table reads from where nothing is to be read: all its fields come from the message. */
const BLANK = {} as never;
const NOTHING: readonly never[] = [];

/** Throws a RangeError for what no `FieldWriter` has written. */
export class FieldReader implements FieldIO {
  readonly #from: Source;
  #last: object | undefined;

  constructor(from: Source) {
    this.#from = from;
  }

  u32(): number {
    return this.#from.u32();
  }

  small(): number {
    return this.#from.small();
  }

  f64(): number {
    return this.#from.f64();
  }

  text(): string {
    return this.#from.text();
  }

  flag(): boolean {
    return this.#from.u8() === 1;
  }

  choice<T extends string>(_value: T, choices: readonly T[]): T {
    const choice = choices[this.#from.u8()];
    if (choice === undefined) throw new RangeError('there is no such choice');
    return choice;
  }

  part<T>(_value: T, table: Table<T>): T {
    return table(this, BLANK);
  }

  shared<T extends object>(_value: T, table: Table<T>): T {
    if (this.#from.u8() === 0) this.#last = table(this, BLANK);
    if (this.#last === undefined) throw new RangeError('there is nothing before to be the same as');
    return this.#last as T; // a message has parts of one type that are shared
  }

  each<T>(_values: readonly T[], table: Table<T>): readonly T[] {
    const list = new Array<T>(this.#from.count()); // exactly: a list that grows has room for sixteen more
    for (let i = 0; i < list.length; i += 1) list[i] = table(this, BLANK);
    return list;
  }

  values(): ResultValues {
    return readValues(this.#from);
  }

  items(): ItemList {
    return readItems(this.#from);
  }

  records<T>(): readonly T[] {
    if (this.#from.u8() === 0) return NOTHING;
    const list = readList(this.#from);
    if (list instanceof UnreadableList) throw list.cause;
    return list as readonly T[]; // as it was written: no kind makes anything else of objects
  }
}
