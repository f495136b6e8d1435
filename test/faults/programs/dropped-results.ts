/** Drops everything it gets from a pool, keeps the pool, and prints what can still be reached. */
import { Pool } from 'manyhands';

const collect = globalThis.gc as () => void;
const [, , kind = 'thread'] = process.argv;
const pool = new Pool({ workers: 1, transport: kind as 'process' | 'thread' });
const refs: Record<string, WeakRef<object>> = {};

await dropAll();
for (let i = 0; i < 20 && remaining().length > 0; i += 1) {
  await new Promise((resolve) => setImmediate(resolve));
  collect();
}
process.stdout.write(JSON.stringify(remaining()));
await pool.terminate();

async function dropAll(): Promise<void> {
  const argument = { text: 'x'.repeat(1000) };
  const result = pool.applyAsync((x: object) => ({ ...x }), [argument]);
  const value = await result;
  const failed = pool.applyAsync(() => {
    throw new Error('expected');
  });
  await failed.wait();
  const items = [{ n: 1 }, { n: 2 }];
  const mapped = await pool.map((x: object) => x, items);
  const iterator = pool.imap((x: object) => x, items);
  const first = (await iterator.next()).value as object;
  await iterator.return();
  const signal = new AbortController().signal;
  const signalled = pool.applyAsync((x: number) => x, [1], { signal, timeout: 60_000 });
  await signalled;
  const all = {
    argument,
    result,
    value,
    failed,
    mapped,
    item: items[0] as object,
    iterator,
    first,
    signal,
    signalled,
  };
  for (const [name, object] of Object.entries(all)) refs[name] = new WeakRef(object as object);
}

function remaining(): string[] {
  return Object.keys(refs).filter((name) => refs[name]?.deref() !== undefined);
}
