/**
 * RUNS IN THE WORKER. The user's function, and then the key of what it returned (`--count-by`): only the key travels back.
 */
import { loadExport } from './probe.ts';

/** Two exports and a record: one array, because an item of a stream is one argument. */
export type KeyedItem = readonly [
  module: string,
  name: string,
  keyModule: string,
  keyName: string,
  value: unknown,
];

interface Loaded {
  readonly of: string;
  readonly fn: (value: unknown) => unknown;
  readonly key: (value: unknown) => unknown;
}

/** A worker runs one command: the same two all the time. */
let last: Loaded | undefined;

/** A promise only where there is one to wait for: most functions and keys return at once. */
export function runKeyed([module, name, keyModule, keyName, value]: KeyedItem): unknown {
  const of = JSON.stringify([module, name, keyModule, keyName]);
  if (last?.of === of) return keyOf(last, value);
  return load(of, [module, name, keyModule, keyName]).then((loaded) => keyOf(loaded, value));
}

async function load(
  of: string,
  [module, name, keyModule, keyName]: readonly [string, string, string, string],
): Promise<Loaded> {
  const fn = await loadExport(module, name);
  const key = await loadExport(keyModule, keyName);
  last = { of, fn, key };
  return last;
}

function keyOf({ fn, key }: Loaded, value: unknown): unknown {
  const result = fn(value);
  return result instanceof Promise ? result.then(key) : key(result);
}
