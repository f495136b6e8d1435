/**
 * RUNS IN THE CALLER. Turns a chain into what travels in its place, as one function does: the payloads of all its
 * functions, each of which is encoded as if it were sent alone. So an error names the one that cannot be sent, and what
 * is known of a function already is not found out again.
 */
import type { Chain } from '../../base/chain.ts';
import { LruCache } from '../../base/lru-cache.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import type { AnyFunction } from './task.ts';
import { encodeFunction, type EncodeOptions, noteFunction } from './encode-function.ts';

/**
 * @param name what errors call it
 * @throws NotSendableError as `encodeFunction`
 */
export function encodeChain(
  name: string,
  chain: Chain<AnyFunction>,
  options: EncodeOptions = {},
): FunctionPayload {
  const stages = chain.stages.map(({ kind, fn }) => ({ kind, fn: encodeFunction(fn, options) }));
  const { kind, fns } = chain.end;
  const end = { kind, fns: fns.map((fn) => encodeFunction(fn, options)) };
  const key = `${name} ${keyOf({ stages, end })}`;
  const known = chains.get(key);
  if (known !== undefined) return known;
  const body = { kind: 'chain' as const, stages, end };
  const weight = weightOf([...stages.map(({ fn }) => fn), ...end.fns]);
  const payload: FunctionPayload =
    weight > 0 ? { id: `chain ${key}`, name, body, weight } : { id: nextId(), name, body };
  noteFunction(payload, lookInto([...chain.stages.map(({ fn }) => fn), ...fns]));
  if (weight === 0) chains.set(key, payload); // what is heavy is not kept: it keeps its buffers
  return payload;
}

/** A chain that is written in a loop travels once. Few are kept: each keeps its functions. */
const chains = new LruCache<string, FunctionPayload>(100);
let lastChain = 0;

function nextId(): string {
  lastChain += 1;
  return `chain ${lastChain}`;
}

function weightOf(functions: readonly FunctionPayload[]): number {
  return functions.reduce((sum, { weight = 0 }) => sum + weight, 0);
}

function keyOf({ stages, end }: Chain<FunctionPayload>): string {
  const parts = stages.map(({ kind, fn }) => [kind, fn.id]);
  return JSON.stringify([...parts, [end.kind, ...end.fns.map(({ id }) => id)]]);
}

/** A function around which the classes of errors are looked for: from it all functions of the chain are seen. */
function lookInto(functions: readonly AnyFunction[]): () => readonly AnyFunction[] {
  return () => functions;
}
