/** An item that fails is an error at its position; a source that fails is the end. */
import assert from 'node:assert/strict';
import { NotSendableError, WorkerLostError } from 'manyhands';
import type { Subject } from '../conformance/subject.ts';
import { identity, root } from '../conformance/tasks.ts';
import { Observed, range } from './observed.ts';
import { readOutcomes } from './reading.ts';

export function failures(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  for (const chunkSize of [1, 2, 3, 4, 6, 'auto'] as const) {
    subject.it(
      `throws at the item that failed and goes on, in chunks of ${chunkSize}`,
      async () => {
        const pool = two();
        const results = pool.imap(tenfold, range(6), { chunkSize });

        const outcomes = await readOutcomes(results);

        assert.deepEqual(outcomes, [0, 10, 20, 'Error: three', 40, 50]);
      },
    );

    subject.it(
      `keeps the results of the other items in any order, in chunks of ${chunkSize}`,
      async () => {
        const pool = two();
        const results = pool.imapUnordered(tenfold, range(6), { chunkSize });

        const outcomes = await readOutcomes(results);

        assert.deepEqual(outcomes.map(String).sort(), [
          '0',
          '10',
          '20',
          '40',
          '50',
          'Error: three',
        ]);
      },
    );

    for (const kind of ['sync', 'async'] as const) {
      subject.it(
        `delivers all items before one at which the ${kind} source fails, in chunks of ${chunkSize}`,
        async () => {
          const pool = two();
          const broken = new Error('source broke');
          const source = new Observed(failingAfter(7, broken));
          const results = pool.imap(tenfold, source[kind](), { chunkSize });

          const outcomes = await readOutcomes(results, (error) =>
            error === broken ? 'broken' : 'task',
          );

          assert.deepEqual(outcomes, [0, 10, 20, 'task', 40, 50, 60, 'broken']);
          assert.deepEqual(await results.next(), { done: true, value: undefined });
        },
      );
    }
  }

  subject.it('fails at the end of an unordered iteration if the source does', async () => {
    const pool = two();
    const broken = new Error('source broke');
    const results = pool.imapUnordered(identity<number>, failingAfter(5, broken), { chunkSize: 2 });

    const outcomes = await readOutcomes(results, (error) => error === broken);

    assert.deepEqual(outcomes.slice(0, 5).sort(), range(5));
    assert.deepEqual(outcomes.slice(5), [true]);
  });

  subject.it('never throws in the call what a source throws when it is opened', async () => {
    const pool = one();
    const broken = new Error('cannot open');
    const items: Iterable<number> = {
      [Symbol.iterator]: () => {
        throw broken;
      },
    };

    const results = pool.imap(root, items);

    assert.deepEqual(await readOutcomes(results, (error) => error === broken), [true]);
  });

  subject.it('fails with what a source throws at its very first item', async () => {
    const pool = one();

    const results = pool.imap(root, failingAfter(0, 'a string'));

    assert.deepEqual(await readOutcomes(results), ['a string']);
  });

  const breaking: Readonly<Record<string, object>> = {
    'next gives a number': { [Symbol.iterator]: () => ({ next: () => 5 }) },
    'next gives nothing': { [Symbol.iterator]: () => ({ next: () => {} }) },
    'next promises a number': {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(5) }),
    },
    'there is no next': { [Symbol.iterator]: () => ({}) },
    'the iterator is a number': { [Symbol.iterator]: () => 5 },
  };
  for (const [title, items] of Object.entries(breaking)) {
    subject.it(`survives a source that breaks the rules of iterators: ${title}`, async () => {
      const pool = one();

      const outcomes = await readOutcomes(
        pool.imap(root, items as Iterable<number>),
        (error) => error instanceof TypeError,
      );

      assert.deepEqual(outcomes, [true]);
      await assert.rejects(pool.map(root, items as Iterable<number>), TypeError);
      assert.equal(await pool.apply(root, [9]), 3);
    });
  }

  subject.it('throws what was thrown, whatever it is', async () => {
    const pool = one();

    const outcomes = await readOutcomes(
      pool.imap(throwIt, [undefined, null, 42, 'text', Number.NaN]),
    );

    assert.deepEqual(outcomes, [undefined, null, 42, 'text', Number.NaN]);
  });

  subject.it('hands over an error that a task returned as a result', async () => {
    const pool = one();

    const { done, value } = await pool.imap(returnError, ['as a value']).next();

    assert.equal(done, false);
    assert.ok(value instanceof RangeError && value.message === 'as a value');
  });

  subject.it('ends a `for await` loop at the first error; another loop reads on', async () => {
    const pool = one();
    const results = pool.imap(tenfold, range(6), { bufferSize: 2 });
    const seen: number[] = [];
    const loop = async (): Promise<void> => {
      for await (const result of results) seen.push(result);
    };

    await assert.rejects(loop(), { message: 'three' });
    await loop();

    assert.deepEqual(seen, [0, 10, 20, 40, 50]);
  });

  for (const chunkSize of [1, 3, 5]) {
    subject.it(`fails only the item that cannot be sent, in chunks of ${chunkSize}`, async () => {
      const pool = one();
      const items = [1, 2, () => 'no', 4, 5];

      const results = pool.imap(identity<unknown>, items, { chunkSize });

      const outcomes = await readOutcomes(results, (error) => error instanceof NotSendableError);
      assert.deepEqual(outcomes, [1, 2, true, 4, 5]);
    });

    subject.it(
      `fails only the item whose result cannot be sent, in chunks of ${chunkSize}`,
      async () => {
        const pool = one();

        const results = pool.imap(unsendableThird, range(5), { chunkSize });

        const outcomes = await readOutcomes(results, (error) => error instanceof NotSendableError);
        assert.deepEqual(outcomes, [0, 1, true, 3, 4]);
      },
    );
  }

  subject.itWith('death', 'fails only the item whose worker died', async () => {
    await using pool = subject.pool(2);

    const results = pool.imap(exitAtThree, range(6));

    const outcomes = await readOutcomes(results, (error) => error instanceof WorkerLostError);
    assert.deepEqual(outcomes, [0, 1, 2, true, 4, 5]);
  });

  subject.itWith('death', 'fails a lost chunk item by item, and nothing else', async () => {
    await using pool = subject.pool(2);

    const results = pool.imap(exitAtThree, range(9), { chunkSize: 3 });

    const outcomes = await readOutcomes(results, (error) => error instanceof WorkerLostError);
    assert.deepEqual(outcomes, [0, 1, 2, true, true, true, 6, 7, 8]);
  });
}

function* failingAfter(count: number, error: unknown): Generator<number> {
  yield* range(count);
  throw error;
}

function tenfold(x: number): number {
  if (x === 3) throw new Error('three');
  return x * 10;
}

function throwIt(value: unknown): never {
  throw value;
}

function returnError(message: string): Error {
  return new RangeError(message);
}

function unsendableThird(x: number): unknown {
  return x === 2 ? () => x : x;
}

function exitAtThree(x: number): number {
  if (x === 3) process.exit(7);
  return x;
}
