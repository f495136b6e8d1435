/** `pool.through`: a stage of a pipeline of Node's streams. */
import assert from 'node:assert/strict';
import { Duplex, Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { PoolTerminatedError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { identity, root, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { naturals, Observed, range } from './observed.ts';

export function through(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  for (const chunkSize of [1, 5, 'auto'] as const) {
    subject.it(
      `hands on what the function returns, in order, in chunks of ${chunkSize}`,
      async () => {
        const pool = two();
        const sink = new Sink();

        await pipeline(Readable.from(range(200)), pool.through(square, { chunkSize }), sink);

        assert.deepEqual(sink.received, range(200).map(square));
      },
    );
  }

  subject.it('hands it on in any order if it is told so', async () => {
    using stage = new Stage();
    const pool = two();
    const stream = pool.through(waitIfFirst, { unordered: true });
    const args = (n: number) => ({ log: stage.log, gate: stage.gate, n });
    for (const n of [0, 1, 2]) stream.write(args(n));
    stream.end();

    const seen: unknown[] = [];
    for await (const n of stream) {
      seen.push(n);
      if (seen.length === 2) stage.open();
    }

    assert.deepEqual(seen, [1, 2, 0]);
  });

  subject.it('works with pipe and compose, and as an async iterable', async () => {
    const pool = two();

    const piped = Readable.from(range(20)).pipe(pool.through(square)).pipe(pool.through(negate));

    assert.deepEqual(
      await piped.toArray(),
      range(20).map((n) => -square(n)),
    );
  });

  subject.it('ends without a result if nothing is written', async () => {
    const pool = one();
    const sink = new Sink();

    await pipeline(Readable.from([]), pool.through(square), sink);

    assert.deepEqual(sink.received, []);
  });

  subject.it('holds back the source while nobody reads, however long it is', async () => {
    const pool = two();
    const source = new Observed(naturals());
    const stream = pool.through(square, { bufferSize: 4 });
    const input = Readable.from(source.sync());
    input.pipe(stream);

    await pool.map(square, range(1000), { chunkSize: 1 });
    // Its own buffers (16 each: of the source, of both sides of the stream), ours, and one on its way in each.
    const { pulled } = source;
    input.destroy();
    stream.destroy();
    await finished(stream).catch(() => {});

    assert.ok(pulled <= 3 * 16 + 4 + 3, `${pulled} items were pulled`);
  });

  subject.it('reads ahead of a slow sink only as far as its buffers go', async () => {
    const pool = two();
    let [pulled, distance] = [0, 0];
    const sink = new Sink(async () => await new Promise((resolve) => setImmediate(resolve)));
    const source = (function* () {
      for (const n of range(1000)) {
        pulled += 1;
        distance = Math.max(distance, pulled - sink.received.length);
        yield n;
      }
    })();

    await pipeline(source, pool.through(square, { bufferSize: 4 }), sink);

    assert.equal(sink.received.length, 1000);
    assert.ok(distance <= 4 * 16 + 4 + 4, `the source was ${distance} items ahead`);
  });

  subject.it('fails the pipeline with the error of an item, and destroys both ends', async () => {
    const pool = two();
    const [source, sink] = [Readable.from([1, 4, -9, 16]), new Sink()];

    const piped = pipeline(source, pool.through(root), sink);

    await assert.rejects(piped, { name: 'RangeError', message: 'no root of -9' });
    assert.deepEqual([source.destroyed, sink.destroyed, sink.received], [true, true, [1, 2]]);
    assert.equal(await pool.apply(square, [3]), 9);
  });

  subject.it('fails the pipeline with the error of the source, and closes the call', async () => {
    await using pool = subject.pool(2);
    const broken = new Error('source broke');
    const source = new Readable({ objectMode: true, read: () => {} });
    source.push(1);
    const stage = pool.through(square);
    const piped = pipeline(source, stage, new Sink());

    source.destroy(broken);

    await assert.rejects(piped, (error) => error === broken);
    await assertNothingIsOpen(pool, stage);
  });

  subject.it('fails the pipeline with the error of the sink, and closes the source', async () => {
    await using pool = subject.pool(2);
    const broken = new Error('sink broke');
    const source = new Observed(naturals());
    const stage = pool.through(square);
    const sink = new Sink(async (item) => {
      if (item === 25) throw broken;
    });

    await assert.rejects(pipeline(source.sync(), stage, sink), (error) => error === broken);

    await until('the source to be closed', () => source.closed === 1);
    await assertNothingIsOpen(pool, stage);
  });

  subject.it('ends the call when it is destroyed', async () => {
    await using pool = subject.pool(1);
    const stage = pool.through(square);
    stage.write(1);

    stage.destroy();

    await assertNothingIsOpen(pool, stage);
  });

  subject.it('refuses what was written and not read when it is destroyed', async () => {
    const pool = one();
    const stage = pool.through(square, { bufferSize: 1 });
    stage.on('error', () => {});
    const writes = range(40).map(
      async (n) =>
        await new Promise((resolve) => stage.write(n, (error) => resolve(error ?? 'read'))),
    );
    const broken = new Error('enough');

    stage.destroy(broken);

    const last = (await Promise.all(writes)).at(-1);
    assert.ok(last instanceof Error);
  });

  subject.it('fails when the pool is terminated, even if nobody reads', async () => {
    const pool = subject.pool(1);
    const stage = pool.through(square);
    const failed = assert.rejects(finished(stage), PoolTerminatedError);

    await pool.terminate();

    await failed;
  });

  subject.it('fails with the reason of a signal, even if nobody reads', async () => {
    const pool = one();
    const controller = new AbortController();
    const reason = new Error('changed our mind');
    const stage = pool.through(square, { signal: controller.signal });
    const failed = assert.rejects(finished(stage), (error) => error === reason);

    controller.abort(reason);

    await failed;
  });

  subject.it('fails with an error whatever a task throws', async () => {
    const pool = one();

    const piped = pipeline(Readable.from([undefined, 42]), pool.through(throwIt), new Sink());

    await assert.rejects(piped, (error) => {
      assert.ok(error instanceof Error && error.cause === undefined);
      assert.equal(error.message, 'a task threw undefined');
      return true;
    });
  });

  subject.it('refuses the one result that would end a stream', async () => {
    const pool = one();

    const piped = pipeline(Readable.from([1]), pool.through(toNull), new Sink());

    await assert.rejects(piped, { name: 'TypeError', message: /returned null/ });
  });

  subject.it('is a Duplex for objects', async () => {
    const pool = one();
    const stage = pool.through(identity);

    assert.ok(stage instanceof Duplex);
    assert.deepEqual([stage.readableObjectMode, stage.writableObjectMode], [true, true]);
    stage.destroy();
  });

  subject.it('throws in the call what is wrong with the call', async () => {
    await using pool = subject.pool(1);

    assert.throws(() => pool.through(5 as never), { code: 'ERR_POOL_OPTION', message: /function/ });
    assert.throws(() => pool.through(square, { bufferSize: 0 }), { message: /bufferSize/ });
    assert.throws(() => pool.through(square, { unordered: 1 as never }), { message: /unordered/ });
    assert.throws(() => pool.imap(square, [], { unordered: true } as never), {
      message: /unordered/,
    });
    await pool.terminate();
    assert.throws(() => pool.through(square), { message: 'Pool not running' });
  });

  subject.it('works on one item while the writer and the reader are busy elsewhere', async () => {
    using stage = new Stage();
    const pool = one();
    const stream = pool.through(waitIfFirst);
    stream.write({ log: stage.log, gate: stage.gate, n: 0 });

    await stage.reaches(1);
    stage.open();
    stream.end();

    assert.deepEqual(await stream.toArray(), [0]);
  });
}

/** Remembers what arrives; `take` may be slow, or fail. */
class Sink extends Writable {
  readonly received: unknown[] = [];

  constructor(take: (item: unknown) => Promise<void> = async () => {}) {
    super({
      objectMode: true,
      write: (item, _encoding, done) => {
        take(item).then(() => {
          this.received.push(item);
          done();
        }, done);
      },
    });
  }
}

/** The stream has ended its call: otherwise the workers could not end. */
async function assertNothingIsOpen(
  pool: { close(): void; join(): Promise<void> },
  stage: Duplex,
): Promise<void> {
  pool.close();
  await pool.join();
  assert.equal(stage.destroyed, true);
}

function negate(x: number): number {
  return -x;
}

function throwIt(value: unknown): never {
  throw value;
}

function toNull(): null {
  return null;
}

async function waitIfFirst({
  log,
  gate,
  n,
}: {
  log: string;
  gate: string;
  n: number;
}): Promise<number> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, `${n}\n`);
  while (n === 0 && !fs.existsSync(gate) && fs.existsSync(log)) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return n;
}
