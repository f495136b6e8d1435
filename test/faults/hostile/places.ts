/** All calls that differ from a good one by a single hostile value. */
import { Duplex } from 'node:stream';
import { AsyncResult, Flow, Process, ResultIterator, Thread } from 'manyhands';
import { OPTIONS } from './surface.ts';

export interface Place {
  /** "argument 1, its element 0" */
  readonly where: string;
  /** The arguments, made when they are needed: signals begin to count then. */
  make(): readonly unknown[];
}

/** The options that a call takes, and those that it is given anyhow. */
export interface Options {
  readonly names: readonly string[];
  readonly base: object;
}

export function placesOf(args: readonly unknown[], options: Options, hostile: unknown): Place[] {
  const good = args.map((arg) => (arg === OPTIONS ? options.base : arg));
  return args.flatMap((arg, at) => {
    const variants = arg === OPTIONS ? optionsWith(options, hostile) : variantsOf(arg, hostile);
    return variants.map(({ where, make }) => ({
      where: `argument ${at}${where}`,
      make: () => good.with(at, make()),
    }));
  });
}

interface Variant {
  readonly where: string;
  make(): unknown;
}

function variant(where: string, value: unknown): Variant {
  return { where, make: () => value };
}

function variantsOf(arg: unknown, hostile: unknown): Variant[] {
  const whole = variant('', hostile);
  if (typeof arg === 'function') return [whole, ...functionsWith(hostile)];
  if (Array.isArray(arg)) return [whole, ...iterablesWith(arg, hostile)];
  return [whole];
}

/** Where they run at home, what they return or throw is handed on; a worker cannot even be sent them. */
function functionsWith(hostile: unknown): Variant[] {
  const throwing = (): never => {
    throw hostile;
  };
  return [
    variant(', what it returns', () => hostile),
    variant(', what its promise resolves to', async () => [hostile]),
    variant(', what it throws', throwing),
  ];
}

function iterablesWith(items: readonly unknown[], hostile: unknown): Variant[] {
  const throwing = (): never => {
    throw hostile;
  };
  const unsendable = { done: false, value: Symbol('cannot be sent') };
  const sync = (next: () => unknown, rest: object = {}): object => ({
    [Symbol.iterator]: () => ({ next, ...rest }),
  });
  const later = (next: () => unknown): object => ({ [Symbol.asyncIterator]: () => ({ next }) });
  return [
    ...items.map((_, at) => variant(`, its element ${at}`, items.with(at, hostile))),
    variant(', what it yields', new Set([hostile])),
    variant(', what it throws', { [Symbol.iterator]: throwing }),
    variant(', its iterator', { [Symbol.iterator]: () => hostile }),
    variant(', its result', sync(thrice(hostile))),
    variant(', what its next throws', sync(throwing)),
    variant(', what its return throws', sync(thrice(unsendable), { return: throwing })),
    variant(', its async iterator', { [Symbol.asyncIterator]: () => hostile }),
    variant(', its promise', later(thrice(hostile))),
    variant(', what its promise resolves to', later(thriceLater(hostile))),
    variant(
      ', what its promise rejects with',
      later(async () => throwing()),
    ),
  ];
}

/** What gives the same for ever is a source without an end: that is somebody else's test. */
function thrice(hostile: unknown): () => unknown {
  let given = 0;
  return () => {
    given += 1;
    return given > 3 ? { done: true, value: undefined } : hostile;
  };
}

function thriceLater(hostile: unknown): () => Promise<unknown> {
  const give = thrice([hostile]);
  return async () => give();
}

function optionsWith({ names, base }: Options, hostile: unknown): Variant[] {
  const each = names.flatMap((name) => {
    const values = [variant('', hostile), ...functionsWith(hostile)];
    const all = name === 'signal' ? [...values, ...signalsWith(hostile)] : values;
    return all.map(({ where, make }) => ({
      where: `, its ${name}${where}`,
      make: () => ({ ...base, [name]: make() }),
    }));
  });
  return [variant('', hostile), ...each];
}

function signalsWith(hostile: unknown): Variant[] {
  const abortLater = (): AbortSignal => {
    const controller = new AbortController();
    setImmediate(() => controller.abort(hostile));
    return controller.signal;
  };
  return [
    variant(', its reason', AbortSignal.abort(hostile)),
    { where: ', its reason in a moment', make: abortLater },
  ];
}

/** Waits for what a call has returned. Rejects as it does. */
export async function settled(result: unknown): Promise<void> {
  if (result instanceof Process || result instanceof Thread) await result.result();
  else if (result instanceof Flow) await result.toArray();
  else if (result instanceof Duplex) await throughAll(result);
  else if (result instanceof ResultIterator) await readSome(result);
  else if (result instanceof Promise || result instanceof AsyncResult) await result;
}

/** More than there is, unless the source is endless. */
const ENOUGH = 5;

async function readSome(results: ResultIterator<unknown>): Promise<void> {
  try {
    for (let i = 0; i < ENOUGH; i += 1) if ((await results.next()).done === true) return;
  } finally {
    await results.return();
  }
}

async function throughAll(duplex: Duplex): Promise<void> {
  duplex.end(1);
  for await (const _ of duplex);
}
