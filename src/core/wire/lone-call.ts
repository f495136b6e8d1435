/**
 * The two messages of a call of one task with simple arguments, as text:
 *
 *    run    [0, id, "function", attempt, argument, …]
 *    done   [1, id, runMs, memory, value]
 *
 * For what the engine has not compiled yet: as fields (`codec.ts`) a message takes a hundred calls of functions, some 60 µs
 * there and back while a program makes its first thousands of calls. Here the engine's own reader does it, which is as fast
 * the first time as later. It is exact: what JSON would change (`-0`, `undefined`, numbers that are none) has no such form.
 */
import type { Message } from './codec.ts';
import { jsonOf } from './list/as-json.ts';
import type { ChunkResult, FromWorker, RunChunk, TaskSpec, ToWorker } from './messages.ts';

/** How such a text begins; no message of bytes does. */
export const TEXT_START = 0x5b;
const RUN = 0;
const DONE = 1;

type Done = FromWorker & { kind: 'done' };

/** More are not simple. */
const MAX_ARGUMENTS = 8;

/** As it was when this was loaded: a program may put something else there. */
const { parse, stringify } = JSON;

/** `undefined`: it has to be written in another way. */
export function loneCallText(message: Message): string | undefined {
  if (message.kind === 'run') return runText(message.chunks);
  return message.kind === 'done' ? doneText(message) : undefined;
}

function runText(chunks: readonly RunChunk[]): string | undefined {
  const args = loneArguments(chunks);
  if (args === undefined) return undefined;
  let text = runHead(chunks[0] as RunChunk); // it has arguments
  const met: object[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const argument = jsonOf(args[i], met);
    if (argument === undefined) return undefined;
    text += `,${argument}`;
  }
  return `${text}]`;
}

/** The arguments of the call in `chunks`, if it is the only one, and a usual one with few arguments. */
export function loneArguments(chunks: readonly RunChunk[]): readonly unknown[] | undefined {
  const chunk = chunks[0];
  if (chunk === undefined || chunks.length > 1) return undefined;
  const { spec, items } = chunk;
  if (!isUsual(spec) || !ownsArguments(chunk) || items.length !== 1) return undefined;
  const args: unknown = (items as ArrayLike<unknown>)[0]; // not a range: those are of no `apply`
  return Array.isArray(args) && args.length <= MAX_ARGUMENTS ? args : undefined;
}

/** All but the arguments. */
export function runHead({ id, spec, attempt }: RunChunk): string {
  return `[${RUN},${id},${stringify(spec.fn.id)},${attempt}`;
}

/** As of an `apply` without options. */
function isUsual({ call, onError, timed, budgetMs, carrier, context, talk }: TaskSpec): boolean {
  if (call !== 'spread' || onError !== 'stop' || timed || budgetMs > 0) return false;
  return carrier === undefined && context === undefined && talk === undefined;
}

/** To read them runs no code of the caller's, so they may be read twice. */
function ownsArguments({ job }: RunChunk): boolean {
  return job !== undefined && 'ownsArguments' in job && job.ownsArguments === true; // see `job/chunk.ts`
}

function doneText(message: Done): string | undefined {
  const result = loneResult(message);
  const value = result && jsonOf((result.values as ArrayLike<unknown>)[0], []);
  return value && `${doneHead(result, message)},${value}]`;
}

/** The result in `message`, if it is the only one, and one value. */
export function loneResult({ results, handsBack = false }: Done): ChunkResult | undefined {
  const result = results[0];
  if (result === undefined || results.length > 1 || handsBack) return undefined;
  return isOneValue(result) ? result : undefined;
}

/** All but the value. */
export function doneHead({ id, runMs }: ChunkResult, { memory }: Done): string {
  return `[${DONE},${id},${runMs},${memory}`;
}

function isOneValue({ from, values, errors, covers }: ChunkResult): boolean {
  return from === 0 && values.length === 1 && errors.length === 0 && covers === undefined;
}

/**
 * The message again; `values` are its arguments, or its value, if these came beside the text. Throws a RangeError, or what JSON
 * throws, for what was not made here.
 */
export function readLoneCall(text: string, values?: unknown[]): ToWorker | FromWorker {
  const fields = parse(text) as unknown[]; // it begins with a bracket
  // One by one: to take a list apart by its pattern is a loop with an iterator.
  const kind = fields[0];
  const id = fields[1];
  const third = fields[2];
  const fourth = fields[3];
  if (typeof id === 'number' && typeof fourth === 'number') {
    const rest = values ?? fields.slice(4);
    if (kind === RUN && typeof third === 'string') return runOf(id, third, fourth, rest);
    if (kind === DONE && typeof third === 'number' && rest.length === 1)
      return { kind: 'done', results: [resultOf(id, third, rest)], memory: fourth };
  }
  throw new RangeError('the text is no message');
}

// oxlint-disable-next-line max-params -- the fields, as they stand there
function runOf(id: number, fn: string, attempt: number, args: unknown[]): ToWorker {
  const spec: TaskSpec = {
    fn: { id: fn, name: '', body: null },
    call: 'spread',
    onError: 'stop',
    timed: false,
    budgetMs: 0,
  };
  return { kind: 'run', chunks: [{ id, spec, items: [args], attempt }] };
}

function resultOf(id: number, runMs: number, values: unknown[]): ChunkResult {
  return { id, from: 0, values, errors: [], runMs };
}
