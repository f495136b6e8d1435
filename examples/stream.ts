/**
 * Takes the addresses of people out of a large log, line by line, from a file to a file: each is replaced with a keyed hash, so that
 * what one visitor does can still be followed. The log is made here, and may be larger than memory: lines are read as fast as
 * results are written, so memory stays what it is. It is printed on the way.
 * `npm run demo:stream`, or `node build/examples/stream.js --megabytes 1000 --workers 4 --folder .` (which keeps both files).
 */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { cpuCount, Pool } from 'manyhands';
import { progressBar } from 'manyhands/progress';

interface Files {
  readonly log: string;
  readonly output: string;
}

const KEY = 'a secret of this program';
const PATHS = ['/', '/news', '/search?q=pools', '/images/logo.svg', '/about'] as const;
/** Lines that are written at a time: a call for each costs more than the line. */
const TOGETHER = 1000;

/** The task. `KEY` goes to each worker once, with the function. */
function withoutAddress(line: string): string {
  const end = line.indexOf(' ');
  const visitor = createHmac('sha256', KEY).update(line.slice(0, end)).digest('hex').slice(0, 16);
  return visitor + line.slice(end);
}

/** Everything follows from `n`. */
function lineOf(n: number): string {
  const time = new Date(1_700_000_000_000 + n * 250).toISOString();
  const [visitor, path] = [n % 9973, PATHS[n % PATHS.length]];
  return `10.${visitor % 7}.${visitor >> 8}.${visitor & 255} - [${time}] "GET ${path}" ${n % 50 === 0 ? 404 : 200} ${n % 4096}`;
}

function* logOf(lines: number): Generator<string> {
  for (let from = 0; from < lines; from += TOGETHER) {
    const count = Math.min(TOGETHER, lines - from);
    yield `${Array.from({ length: count }, (_, i) => lineOf(from + i)).join('\n')}\n`;
  }
}

/** The whole of it: a file, a pool, a file. */
async function convert({ log, output }: Files, pool: Pool, lines: number): Promise<number> {
  const results = pool.imap(withoutAddress, linesOf(log));
  const memory = new MemoryLog(pool, lines);
  await pipeline(results, (each) => texts(each, memory), createWriteStream(output));
  return memory.seen;
}

function linesOf(file: string): Interface {
  return createInterface({ input: createReadStream(file) });
}

async function* texts(lines: AsyncIterable<string>, memory: MemoryLog): AsyncGenerator<string> {
  using bar = progressBar({ label: 'lines', total: memory.lines });
  let text = '';
  for await (const line of lines) {
    text += `${line}\n`;
    memory.count();
    if (memory.seen % TOGETHER !== 0) continue;
    bar.update({ done: memory.seen });
    yield text;
    text = '';
  }
  bar.update({ done: memory.seen });
  yield text;
}

/** Prints what is in memory after each tenth of the lines. */
class MemoryLog {
  readonly lines: number;
  readonly #pool: Pool;
  #seen = 0;
  #tenth = 1;

  constructor(pool: Pool, lines: number) {
    this.#pool = pool;
    this.lines = lines;
  }

  get seen(): number {
    return this.#seen;
  }

  count(): void {
    this.#seen += 1;
    if (this.#seen < (this.lines * this.#tenth) / 10) return;
    this.#tenth += 1;
    this.#print();
  }

  #print(): void {
    const workers = this.#pool.stats().perWorker.map(({ memory }) => megabytes(memory ?? 0));
    console.log(
      `${String(this.#seen).padStart(10)} lines: ${megabytes(process.memoryUsage.rss())} MB here,` +
        ` ${workers.join(' and ')} MB in the workers`,
    );
  }
}

/** Reads both files side by side: the output is what a plain loop would write, in its order. */
async function check({ log, output }: Files): Promise<void> {
  const outputs = linesOf(output)[Symbol.asyncIterator]();
  for await (const line of linesOf(log)) {
    assert.deepEqual(await outputs.next(), { done: false, value: withoutAddress(line) });
  }
  assert.ok((await outputs.next()).done);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

async function run(
  folder: string,
  { size, workers }: { readonly size: number; readonly workers: number },
): Promise<void> {
  const files = { log: join(folder, 'visits.log'), output: join(folder, 'visits-hashed.log') };
  const lines = Math.ceil(size / lineOf(123_456).length);
  await pipeline(logOf(lines), createWriteStream(files.log));
  console.log(`${lines} lines, ${megabytes((await stat(files.log)).size)} MB in ${files.log}\n`);

  await using pool = new Pool(workers);
  const startedAtMs = performance.now();
  const seen = await convert(files, pool, lines);
  const seconds = (performance.now() - startedAtMs) / 1000;
  assert.equal(seen, lines);

  await check(files);
  console.log(`\n${(seen / seconds).toFixed(0)} lines/s; every line as a plain loop writes it`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      megabytes: { type: 'string', default: '100' },
      workers: { type: 'string', default: String(cpuCount()) },
      folder: { type: 'string' },
    },
  });
  const size = Number(values.megabytes) * 1e6;
  const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'manyhands-stream-')));
  try {
    await mkdir(folder, { recursive: true });
    await run(folder, { size, workers: Number(values.workers) });
  } finally {
    if (values.folder === undefined) await rm(folder, { recursive: true });
  }
}

await main();
