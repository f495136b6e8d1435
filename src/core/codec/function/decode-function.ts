/**
 * RUNS IN THE WORKER. Makes a function out of a payload: loads it by reference or rebuilds it by
 * value. Imports nothing that is not needed for that: workers must start fast.
 */
import { deserialize } from 'node:v8';
import { NotSendableError } from '../../base/errors.ts';
import { LateModule } from '../../base/late-module.ts';
import { requireOwnFile } from '../../base/own-files.ts';
import type { Chain, Stage } from '../../base/chain.ts';
import type { FunctionPayload } from '../../base/payload.ts';
import { valueOfBytes } from '../../base/value-bytes.ts';
import type { AppliedBody, ChainBody, FunctionBody, Graph, ValuesBody } from './function-body.ts';
import { openBuffers, readApart } from './large-memories.ts';
import { loadReference } from './load-reference.ts';

/** Not needed for references. */
const REBUILD = new LateModule(
  () => requireOwnFile('core/codec/function/rebuild/rebuild-graph'),
  async () => await import('./rebuild/rebuild-graph.ts'),
);

/** Any function, before its arguments are known. */
export type AnyCallable = (...args: never[]) => unknown;

/**
 * Makes the function that `encodeFunction` was given. Each call makes a new one: callers keep what
 * they get by the payload's `id`.
 *
 * @throws NotSendableError if its module cannot be loaded here, or holds another function
 * @throws FileGoneError if the caller's files cannot be opened here
 */
export async function decodeFunction(payload: FunctionPayload): Promise<AnyCallable> {
  const body = payload.body as FunctionBody; // made by encodeFunction of the same version
  if (body.kind === 'reference') return (await loadReference(body)) as AnyCallable;
  if (body.kind === 'chain') return await decodeChain(body);
  if (body.kind === 'applied') return await decodeApplied(body);
  if (body.kind === 'values') return await decodeValues(body);
  const isApart = body.files !== undefined || body.large !== undefined;
  const graph = isApart ? await readApart(body) : (deserialize(body.bytes) as Graph);
  const value = await REBUILD.with(({ rebuildGraph }) => rebuildGraph(graph, body.shared ?? []));
  if (typeof value === 'function') return value as AnyCallable;
  throw new NotSendableError(`'${payload.name}' is not a function in the worker`);
}

/** A function that gives the chain; its functions are loaded one after another, as the caller has written them. */
async function decodeChain({ stages, end }: ChainBody): Promise<() => Chain<AnyCallable>> {
  const chain = {
    stages: [] as Stage<AnyCallable>[],
    end: { kind: end.kind, fns: [] as AnyCallable[] },
  };
  for (const { kind, fn } of stages) chain.stages.push({ kind, fn: await decodeFunction(fn) });
  for (const fn of end.fns) chain.end.fns.push(await decodeFunction(fn));
  return () => chain;
}

async function decodeValues(body: ValuesBody): Promise<() => unknown> {
  const value = valueOfBytes(body.bytes, await openBuffers(body));
  return () => value;
}

async function decodeApplied(body: AppliedBody): Promise<AnyCallable> {
  const fn = (await decodeFunction(body.fn)) as (...args: unknown[]) => unknown; // of our own
  const first = await decodeFunction(body.first);
  return (...args) => fn(first, ...args);
}
