/**
 * Parses a large NDJSON file line by line in a pool and adds up what is in it, in constant memory: the
 * lines are read only as fast as their results are used. Some lines are broken; they are counted and
 * skipped. The file is made here, in a folder that is removed in the end.
 * `node build/examples/ndjson.js --orders 200000 --workers 4`
 */
import assert from 'node:assert/strict';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { cpuCount, Pool } from 'manyhands';
import { progressBar } from 'manyhands/progress';

interface Order {
  readonly country: string;
  readonly lines: readonly { readonly price: number; readonly count: number }[];
}

interface Amount {
  readonly country: string;
  readonly cents: number;
}

interface Summary {
  readonly centsOf: Map<string, number>;
  readonly broken: number;
}

const COUNTRIES = ['CH', 'DE', 'FR', 'IT', 'NL'] as const;
/** Every so many lines the writer's disk was full, so to say. */
const BROKEN_EVERY = 1000;

/** One order. Everything follows from `n`, so the sums are known beforehand. */
function orderOf(n: number): Order {
  const lines = [1, 2, 3].map((k) => ({ price: ((n * k) % 997) + 1, count: (n + k) % 5 }));
  return { country: COUNTRIES[n % COUNTRIES.length] ?? 'CH', lines };
}

function* ndjson(orders: number): Generator<string> {
  for (let n = 0; n < orders; n += 1) {
    const text = JSON.stringify(orderOf(n));
    yield n % BROKEN_EVERY === 7 ? `${text.slice(0, -5)}\n` : `${text}\n`;
  }
}

/** In a worker: throws for a line that is broken. */
function amountOf(line: string): Amount {
  const { country, lines } = JSON.parse(line) as Order;
  return { country, cents: lines.reduce((sum, { price, count }) => sum + price * count, 0) };
}

/** Reads to the end: an item that fails is not the end. */
async function summarise(amounts: AsyncIterator<Amount, undefined>): Promise<Summary> {
  const centsOf = new Map<string, number>();
  let broken = 0;
  for (;;) {
    try {
      const { done, value } = await amounts.next();
      if (done === true) return { centsOf, broken };
      centsOf.set(value.country, (centsOf.get(value.country) ?? 0) + value.cents);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      broken += 1;
    }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      orders: { type: 'string', default: '200000' },
      workers: { type: 'string', default: String(cpuCount()) },
    },
  });
  const orders = Number(values.orders);
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-ndjson-'));
  try {
    const file = join(folder, 'orders.ndjson');
    await pipeline(ndjson(orders), createWriteStream(file));
    report(orders, await summariseFile(file, { orders, workers: Number(values.workers) }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function summariseFile(
  file: string,
  { orders, workers }: { readonly orders: number; readonly workers: number },
): Promise<Summary> {
  using bar = progressBar({ label: 'orders', total: orders });
  await using pool = new Pool(workers);
  const amounts = pool.imapUnordered(amountOf, createInterface({ input: createReadStream(file) }), {
    chunkSize: 200,
    timeout: 10_000, // no line takes that long, unless something is very wrong with it
    onProgress: bar.onProgress,
  });
  return await summarise(amounts);
}

function report(orders: number, { centsOf, broken }: Summary): void {
  const all = Array.from({ length: orders }, (_, n) => n).filter((n) => n % BROKEN_EVERY !== 7);
  const expected = all
    .map((n) => amountOf(JSON.stringify(orderOf(n))).cents)
    .reduce((sum, cents) => sum + cents, 0);
  const found = [...centsOf.values()].reduce((sum, cents) => sum + cents, 0);
  assert.equal(found, expected, 'the pool and a plain loop add up the same');

  console.log(`${orders} orders, ${broken} of them broken:`);
  for (const [country, cents] of [...centsOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`  ${country} ${(cents / 100).toFixed(2).padStart(14)}`);
  }
}

await main();
